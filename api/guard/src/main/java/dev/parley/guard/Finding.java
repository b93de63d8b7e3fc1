package dev.parley.guard;

import static java.util.Objects.requireNonNull;

/**
 * Something that should not be sent was found. It never has what that was, nor a piece of it.
 *
 * @param kind the {@link GuardKind#id()}, or the name of a word list or pattern of the user's
 * @param place where in the request, counted from 1, such as {@code message 2, part 1, line 14}
 */
public record Finding(String kind, String place) {
  /** Refuses nulls. */
  public Finding {
    requireNonNull(kind, "kind");
    requireNonNull(place, "place");
  }

  /** {@return such as {@code private-key in message 2, part 1, line 14}} */
  @Override
  public String toString() {
    return kind + " in " + place;
  }
}
