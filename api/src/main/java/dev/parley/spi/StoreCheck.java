package dev.parley.spi;

import dev.parley.config.ProviderSettings;
import dev.parley.store.Entry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What every store checks of what it is asked, and how it says so. */
public final class StoreCheck {
  private static final Duration SHORTEST = Duration.ofMillis(1);

  /** A thousand years: no sum of a time and this overflows. */
  private static final Duration LONGEST = Duration.ofDays(365_250);

  private StoreCheck() {}

  /** {@return a copy of the entries; there must be one} */
  public static List<Entry> entries(List<Entry> entries) {
    List<Entry> copy = List.copyOf(entries);
    if (copy.isEmpty()) {
      throw new IllegalArgumentException("An append needs an entry");
    }
    return copy;
  }

  /** Refuses to read less than one. */
  public static void most(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("At least 1 must be asked for, not " + most);
    }
  }

  /** Refuses places before the first. */
  public static void first(long first) {
    if (first < 0) {
      throw new IllegalArgumentException("The first entry is at 0, not at " + first);
    }
  }

  /** Refuses times of less than a millisecond or more than a thousand years. */
  public static void timeToLive(Optional<Duration> timeToLive) {
    if (timeToLive.isPresent()
        && (timeToLive.get().compareTo(SHORTEST) < 0 || timeToLive.get().compareTo(LONGEST) > 0)) {
      throw new IllegalArgumentException(
          "A time to live is at least a millisecond, and at most a thousand years");
    }
  }

  /**
   * {@return the time to live that a setting says} Zero is none.
   *
   * @throws dev.parley.error.ConfigurationException if no conversation can live that long
   */
  public static Optional<Duration> timeToLive(ProviderSettings settings, String name) {
    Optional<Duration> timeToLive = settings.duration(name).filter(time -> !time.isZero());
    if (timeToLive.isPresent() && timeToLive.get().compareTo(LONGEST) > 0) {
      throw settings.invalid(name, "at most a thousand years, such as 30d; 0 is for ever");
    }
    return timeToLive;
  }

  /** Refuses a fork of nothing. */
  public static void length(long length) {
    if (length < 1) {
      throw new IllegalArgumentException("A fork needs an entry");
    }
  }

  /** {@return the error of a {@code next} that this store has not given out} */
  public static IllegalArgumentException noSuchPage() {
    return new IllegalArgumentException("No part of this store's list begins there");
  }

  /** {@return the error of a call after {@code close()}} */
  public static IllegalStateException closed() {
    return new IllegalStateException("This store is closed");
  }
}
