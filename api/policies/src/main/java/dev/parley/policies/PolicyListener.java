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
   * {@return a listener that writes to the {@link System.Logger} {@code dev.parley.policies}} A
   * breaker that opens goes to {@code WARNING}, one that closes to {@code INFO}; all else to {@code
   * DEBUG}, since the caller learns of it by the answer or the error.
   */
  static PolicyListener logging() {
    return LoggingListener.INSTANCE;
  }
}
