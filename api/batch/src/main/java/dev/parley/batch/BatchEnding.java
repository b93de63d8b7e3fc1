package dev.parley.batch;

/** Why a run ended. */
public enum BatchEnding {
  /** Every row of the input was looked at, and what could be asked was. */
  COMPLETED,
  /** {@link BatchRun#cancel()}, or its thread was interrupted. */
  CANCELLED,
  /** The {@link BatchGate} said so. */
  STOPPED,
  /**
   * The provider refused what every other row would be refused for too: the key, the model, the
   * quota, a wait longer than allowed here.
   */
  REFUSED
}
