package dev.parley.tool;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.ToolCallComplete;
import dev.parley.chat.FinishReason;
import dev.parley.chat.ModelId;
import dev.parley.chat.ToolDefinition;
import dev.parley.message.Part.TextPart;
import dev.parley.message.Part.ToolCall;
import dev.parley.message.Part.ToolResult;
import dev.parley.message.ToolMessage;
import dev.parley.testing.FakeModel;
import java.util.ArrayList;
import java.util.List;

/** What tests of tool loops share: a model that calls tools once, then answers. */
final class Calls {
  static final ToolCall A = new ToolCall("call_a", "a", "{}");
  static final ToolCall B = new ToolCall("call_b", "b", "{}");
  static final ChatRequest QUESTION = ChatRequest.of("?");
  static final ModelId MODEL = ModelId.parse("fake:m");

  private Calls() {}

  /** A model that calls those tools in one answer, and then says {@code done}. */
  static FakeModel model(ToolCall... calls) {
    List<CompletionEvent> calling = new ArrayList<>();
    for (int i = 0; i < calls.length; i++) {
      calling.add(new ToolCallComplete(i, calls[i]));
    }
    calling.add(new Finished(FinishReason.TOOL_CALLS));
    return new FakeModel(
        "fake:m",
        request ->
            request.messages().get(request.messages().size() - 1) instanceof ToolMessage
                ? FakeModel.answer("done")
                : calling);
  }

  static ToolDefinition definition(String name) {
    return ToolDefinition.of(name, "", ToolDefinition.NO_PARAMETERS);
  }

  static Toolbox tools(ToolHandler a, ToolHandler b) {
    return Toolbox.builder().tool(definition("a"), a).tool(definition("b"), b).build();
  }

  /** What the model was told of the first answer's calls. */
  static List<String> told(ToolLoop.Result result) {
    return texts(((ToolMessage) result.messages().get(1)).results());
  }

  static List<String> texts(List<ToolResult> results) {
    return results.stream()
        .map(result -> (result.failed() ? "! " : "") + ((TextPart) result.content().get(0)).text())
        .toList();
  }
}
