package dev.parley.message;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Instructions that stand above the conversation. Providers whose models want the role {@code
 * developer} send it so.
 *
 * @param content the pieces, in their order
 * @param extras see {@link Message#extras()}
 */
public record SystemMessage(List<Part> content, Extras extras) implements Message {
  /** Copies the content. */
  public SystemMessage {
    content = List.copyOf(content);
    requireNonNull(extras, "extras");
  }
}
