package dev.parley.message;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What the user says or shows.
 *
 * @param content the pieces, in their order
 * @param extras see {@link Message#extras()}
 */
public record UserMessage(List<Part> content, Extras extras) implements Message {
  /** Copies the content. */
  public UserMessage {
    content = List.copyOf(content);
    requireNonNull(extras, "extras");
  }
}
