package dev.parley.chat;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The four time-outs of an exchange. Each may be unset, which leaves it to the configuration and
 * then to {@link #DEFAULTS}. {@link Duration#ZERO} switches one off.
 */
public final class Timeouts {
  /** Which time-out. */
  public enum Kind {
    /** Until a connection stands: name look-up, TCP and TLS. */
    CONNECT("connect"),
    /**
     * From there to the first event of a stream, or the head of a whole answer. Long by default: a
     * local model may have to load, and a whole answer comes only when the model is done.
     */
    FIRST_EVENT("first-event"),
    /** The longest gap between two bytes after that. Comments that keep a stream alive count. */
    SILENCE("silence"),
    /**
     * The whole exchange. Unless it is set, it is 10 minutes for a plain call and off for a stream,
     * so that a healthy slow stream is never killed.
     */
    WHOLE("whole");

    private final String settingName;

    Kind(String settingName) {
      this.settingName = settingName;
    }

    /** {@return its name in the configuration, after {@code timeout.}} */
    public String settingName() {
      return settingName;
    }
  }

  /** Nothing set. */
  public static final Timeouts UNSET = new Timeouts(new EnumMap<>(Kind.class));

  /** Connect 10 s, first event 10 min, silence 60 s; whole as {@link Kind#WHOLE} says. */
  public static final Timeouts DEFAULTS =
      UNSET
          .with(Kind.CONNECT, Duration.ofSeconds(10))
          .with(Kind.FIRST_EVENT, Duration.ofMinutes(10))
          .with(Kind.SILENCE, Duration.ofSeconds(60));

  /** {@link #DEFAULTS} and a whole of 10 min: what holds for a plain call. */
  public static final Timeouts PLAIN_CALL_DEFAULTS =
      DEFAULTS.with(Kind.WHOLE, Duration.ofMinutes(10));

  private final Map<Kind, Duration> set;

  private Timeouts(Map<Kind, Duration> set) {
    this.set = set;
  }

  /** {@return the time-out, if it is set; zero means off} */
  public Optional<Duration> get(Kind kind) {
    return Optional.ofNullable(set.get(kind));
  }

  /**
   * {@return these time-outs with one set}
   *
   * @throws IllegalArgumentException if {@code limit} is negative
   */
  public Timeouts with(Kind kind, Duration limit) {
    if (limit.isNegative()) {
      throw new IllegalArgumentException("The time-out " + kind + " must not be negative");
    }
    Map<Kind, Duration> copy = new EnumMap<>(Kind.class);
    copy.putAll(set);
    copy.put(kind, limit);
    return new Timeouts(copy);
  }

  /** {@return these time-outs, and what they leave unset from {@code fallback}} */
  public Timeouts orElse(Timeouts fallback) {
    if (set.isEmpty()) {
      return fallback;
    }
    Map<Kind, Duration> merged = new EnumMap<>(Kind.class);
    merged.putAll(fallback.set);
    merged.putAll(set);
    return new Timeouts(merged);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Timeouts that && set.equals(that.set);
  }

  @Override
  public int hashCode() {
    return set.hashCode();
  }

  @Override
  public String toString() {
    return set.toString();
  }
}
