package dev.parley.store;

import java.util.UUID;

/**
 * Names one append, so that it can be repeated when nobody knows whether it was done.
 *
 * @param text any text but a blank one, of up to 256 characters; unique in its conversation
 */
public record AppendId(String text) {
  private static final int LONGEST = 256;

  /** Refuses blanks and what is too long. */
  public AppendId {
    if (text.isBlank() || text.length() > LONGEST) {
      throw new IllegalArgumentException(
          "The id of an append must not be blank, nor longer than " + LONGEST + " characters");
    }
  }

  /** {@return an id that nobody else has} */
  public static AppendId random() {
    return new AppendId(UUID.randomUUID().toString());
  }
}
