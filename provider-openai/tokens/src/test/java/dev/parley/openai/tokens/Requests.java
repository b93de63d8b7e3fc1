package dev.parley.openai.tokens;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.ModelId;
import dev.parley.chat.TokenCount;
import dev.parley.chat.ToolDefinition;
import dev.parley.message.Extras;
import dev.parley.message.Message;
import dev.parley.message.Part;
import dev.parley.message.SystemMessage;
import java.util.List;

/** Requests, and the counts of them. */
final class Requests {
  private Requests() {}

  static TokenCount count(String model, ChatRequest request) {
    return new OpenAiTokenCounter().count(new ModelId("openai", model), request).orElseThrow();
  }

  static TokenCount exactly(long tokens) {
    return new TokenCount(tokens, true);
  }

  /** A system message in somebody's name. */
  static Message named(String name, String text) {
    Extras extras = Extras.NONE.withProviderData("openai", "{\"name\": \"" + name + "\"}");
    return new SystemMessage(List.of(Part.text(text)), extras);
  }

  /** JSON in single quotes. */
  static ToolDefinition tool(String name, String description, String schema) {
    return ToolDefinition.of(name, description, schema.replace('\'', '"'));
  }
}
