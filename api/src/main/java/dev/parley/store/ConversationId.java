package dev.parley.store;

/**
 * Names a conversation.
 *
 * @param text any text but the empty one, in whatever script and of up to 64 KiB in UTF-8
 */
public record ConversationId(String text) {
  private static final int MOST_BYTES = 64 << 10;

  /** Refuses the empty text, one that is too long, and halves of surrogate pairs. */
  public ConversationId {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("A conversation's id must not be empty");
    }
    if (!text.equals(Utf8.roundTrip(text))) {
      throw new IllegalArgumentException("A conversation's id holds half a surrogate pair");
    }
    if (Utf8.length(text) > MOST_BYTES) {
      throw new IllegalArgumentException(
          "A conversation's id has " + Utf8.length(text) + " bytes, more than " + MOST_BYTES);
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
