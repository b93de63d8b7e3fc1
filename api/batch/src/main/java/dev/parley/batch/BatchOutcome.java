package dev.parley.batch;

/** What became of a row. */
public enum BatchOutcome {
  /** It was answered; never asked again. */
  OK,
  /**
   * The provider or the model refused the request for what it is: too long, not allowed, filtered.
   * Of a fallback each model did. Not asked again, since the answer would be the same, unless the
   * request was mended, or another model is asked.
   */
  REFUSED,
  /** The row could not be made a request; nothing was sent. A row that was mended is asked. */
  INVALID,
  /**
   * It has no answer for a reason that is not the request: every attempt failed in a way that may
   * pass, the connection or the server refused, the answer could not be read, or a setting of this
   * run let nothing be sent. A later run asks again.
   */
  EXHAUSTED,
  /** It was asked, and the run ended before its answer came. A later run asks again. */
  CANCELLED;

  /** {@return whether no later run asks the same request of the same model again} */
  public boolean isFinal() {
    return this == OK || this == REFUSED;
  }
}
