package dev.parley.message;

import static java.util.Objects.requireNonNull;

import dev.parley.message.Part.OpaquePart;
import dev.parley.message.Part.ToolResult;
import java.util.List;

/**
 * What tools answered to the calls of the assistant message before it.
 *
 * @param content the pieces, in their order: results, and what this version does not know
 * @param extras see {@link Message#extras()}
 */
public record ToolMessage(List<Part> content, Extras extras) implements Message {
  /** Copies the content; refuses parts that are known and no tool results. */
  public ToolMessage {
    content = List.copyOf(content);
    requireNonNull(extras, "extras");
    for (Part part : content) {
      if (!(part instanceof ToolResult || part instanceof OpaquePart)) {
        throw new IllegalArgumentException(
            "A tool message holds tool results only, not " + part.getClass().getSimpleName());
      }
    }
  }

  /** {@return the results, in their order} */
  public List<ToolResult> results() {
    return content.stream()
        .filter(ToolResult.class::isInstance)
        .map(ToolResult.class::cast)
        .toList();
  }
}
