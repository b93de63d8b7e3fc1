package dev.parley.message;

import static java.util.Objects.requireNonNull;

import dev.parley.message.Part.ToolResult;
import java.util.List;

/**
 * What tools answered to the calls of the assistant message before it.
 *
 * @param content the pieces, in their order
 * @param extras see {@link Message#extras()}
 */
public record ToolMessage(List<Part> content, Extras extras) implements Message {
  /** Copies the content; refuses anything but tool results. */
  public ToolMessage {
    content = List.copyOf(content);
    requireNonNull(extras, "extras");
    for (Part part : content) {
      if (!(part instanceof ToolResult)) {
        throw new IllegalArgumentException(
            "A tool message holds tool results only, not " + part.getClass().getSimpleName());
      }
    }
  }

  /** {@return the results, in their order} */
  public List<ToolResult> results() {
    return content.stream().map(ToolResult.class::cast).toList();
  }
}
