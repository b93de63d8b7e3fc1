package dev.parley.tck;

import java.time.Duration;

/** How long the kit waits for what must happen, so that nothing ever hangs it. */
final class Bounds {
  /** For what must happen at once; ample for a machine that is busy. */
  static final Duration SOON = Duration.ofSeconds(10);

  /**
   * For a whole test; JUnit gives it up then, on a thread of its own: not all can be interrupted.
   */
  static final int TEST_SECONDS = 60;

  private Bounds() {}
}
