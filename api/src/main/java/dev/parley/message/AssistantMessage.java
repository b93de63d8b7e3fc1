package dev.parley.message;

import static java.util.Objects.requireNonNull;

import dev.parley.message.Part.ToolCall;
import java.util.List;

/**
 * What the model answered: text, thoughts, a refusal, tool calls.
 *
 * @param content the pieces, in their order
 * @param extras see {@link Message#extras()}
 */
public record AssistantMessage(List<Part> content, Extras extras) implements Message {
  /** Copies the content. */
  public AssistantMessage {
    content = List.copyOf(content);
    requireNonNull(extras, "extras");
  }

  /** {@return the tool calls among the parts, in their order} */
  public List<ToolCall> toolCalls() {
    return content.stream().filter(ToolCall.class::isInstance).map(ToolCall.class::cast).toList();
  }
}
