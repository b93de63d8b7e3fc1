package dev.parley.quickstart;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.ToolDefinition;
import dev.parley.tool.ToolLoop;
import dev.parley.tool.Toolbox;
import java.time.Instant;

/** The README's snippet on tools. */
public final class WithTools {
  private WithTools() {}

  /** Lets the model ask for the time. */
  public static String whatTimeIsIt(ChatModel model) {
    Toolbox tools =
        Toolbox.builder()
            .tool(
                ToolDefinition.of("clock", "Tells the time.", ToolDefinition.NO_PARAMETERS),
                call -> Instant.now().toString())
            .build();
    ToolLoop loop = ToolLoop.builder(model, tools).build();
    return loop.run(ChatRequest.of("What time is it?")).completion().text();
  }
}
