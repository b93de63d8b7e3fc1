package dev.parley.message;

import dev.parley.message.Part.TextPart;
import dev.parley.message.Part.ToolResult;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One turn of a conversation. Who speaks is the type: {@link SystemMessage}, {@link UserMessage},
 * {@link AssistantMessage} or {@link ToolMessage}.
 */
public sealed interface Message permits SystemMessage, UserMessage, AssistantMessage, ToolMessage {

  /** {@return the pieces in their order; may be empty for an assistant that had nothing to say} */
  List<Part> content();

  /**
   * {@return what this version does not understand of the message, and what a provider wants back}
   */
  Extras extras();

  /** {@return the text parts joined without a separator; empty if there are none} */
  default String text() {
    return content().stream()
        .filter(TextPart.class::isInstance)
        .map(part -> ((TextPart) part).text())
        .collect(Collectors.joining());
  }

  /** {@return instructions that stand above the conversation} */
  static SystemMessage system(String text) {
    return new SystemMessage(List.of(Part.text(text)), Extras.NONE);
  }

  /** {@return what the user says, in words} */
  static UserMessage user(String text) {
    return new UserMessage(List.of(Part.text(text)), Extras.NONE);
  }

  /** {@return what the user says or shows} */
  static UserMessage user(Part... content) {
    return new UserMessage(List.of(content), Extras.NONE);
  }

  /** {@return what the model said, in words} */
  static AssistantMessage assistant(String text) {
    return new AssistantMessage(List.of(Part.text(text)), Extras.NONE);
  }

  /** {@return what tools answered} */
  static ToolMessage tool(ToolResult... results) {
    return new ToolMessage(List.of(results), Extras.NONE);
  }
}
