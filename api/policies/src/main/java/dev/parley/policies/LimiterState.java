package dev.parley.policies;

import java.time.Duration;
import java.util.List;

/**
 * What is left of the allowances of a {@link RateLimit}: in this process by default, in a file by
 * {@link FileLimiterState}, elsewhere by one of your own. Implementations are thread-safe and come
 * back within a second or so, since calls wait in line behind.
 */
public interface LimiterState {

  /**
   * Takes all shares at once, or none of them.
   *
   * @param shares one for each allowance, none larger than that
   */
  Reservation reserve(List<Share> shares);

  /**
   * So much in any while of that length.
   *
   * @param name tells it from others that share the state, such as {@code requests-1}
   * @param amount more than zero
   * @param per more than zero, and at most 36,500 days
   */
  record Allowance(String name, long amount, Duration per) {
    private static final Duration LONGEST = Duration.ofDays(36_500);

    /** Refuses what would never let anything through, and a while that no clock can count. */
    public Allowance {
      if (name.isBlank() || amount < 1) {
        throw new IllegalArgumentException("An allowance needs a name and at least 1");
      }
      if (Checks.positive(per, "per").compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException("per must be at most 36,500 days");
      }
    }
  }

  /**
   * A part of an allowance.
   *
   * @param amount at least zero
   */
  record Share(Allowance allowance, long amount) {
    /** Refuses negative amounts. */
    public Share {
      if (amount < 0) {
        throw new IllegalArgumentException("A share must not be negative");
      }
    }
  }

  /** What has been taken, or when it could be. */
  interface Reservation {
    /** {@return zero if it has been taken, else how long to wait before asking again} */
    Duration delay();

    /**
     * Corrects what was taken, once it is known what was used: what is too much is given back, what
     * was too little is taken even if that is more than is left. Called at most once, and only if
     * it has been taken.
     *
     * @param used one for each allowance to be corrected
     */
    void settle(List<Share> used);
  }
}
