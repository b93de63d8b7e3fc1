package dev.parley.policies;

/**
 * Learns what policies do. Called on the thread that calls the model, so it must not block; what it
 * throws is logged and changes nothing. Implementations are thread-safe.
 */
@FunctionalInterface
public interface PolicyListener {

  /** Takes an event. */
  void on(PolicyEvent event);

  /**
   * {@return a listener that writes to the {@link System.Logger} {@code dev.parley.policies}}
   * Attempts that succeed go to {@code DEBUG}, what a user may want to know (waits, limits,
   * switches) to {@code INFO}, what an operator should (calls given up, a breaker that opens) to
   * {@code WARNING}.
   */
  static PolicyListener logging() {
    return LoggingListener.INSTANCE;
  }
}
