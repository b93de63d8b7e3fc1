package dev.parley.batch;

/** What became of a row. */
public enum BatchOutcome {
  /** It was answered; never asked again. */
  OK,
  /**
   * The provider, or a policy here, refused the request for what it is: too long, not allowed,
   * filtered. Never asked again, since the answer would be the same.
   */
  REFUSED,
  /** The row could not be made a request; nothing was sent. A row that was mended is asked. */
  INVALID,
  /**
   * Every attempt failed in a way that may pass, or the answer could not be read. A later run asks
   * again.
   */
  EXHAUSTED,
  /** It was asked, and the run ended before its answer came. A later run asks again. */
  CANCELLED;

  /** {@return whether no later run asks again} */
  public boolean isFinal() {
    return this == OK || this == REFUSED;
  }
}
