package dev.parley.chat;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a provider told of its rate limits with an answer. For information: who waits should go by
 * {@link dev.parley.error.ModelException#retryAfter()}. Whatever it did not tell, or told in a form
 * that nobody can read, is unknown.
 *
 * @param buckets what is limited, by the provider's word for it, such as {@code requests}
 */
public record RateLimits(Map<String, Bucket> buckets) {
  /** Nothing was told. */
  public static final RateLimits UNKNOWN = new RateLimits(Map.of());

  /** Copies the buckets. */
  public RateLimits {
    buckets = Collections.unmodifiableMap(new LinkedHashMap<>(buckets));
  }

  /** {@return the limit of requests} */
  public Bucket requests() {
    return buckets.getOrDefault("requests", Bucket.UNKNOWN);
  }

  /** {@return the limit of tokens} */
  public Bucket tokens() {
    return buckets.getOrDefault("tokens", Bucket.UNKNOWN);
  }

  /**
   * One thing that is limited.
   *
   * @param limit how much may be used until the limit strikes
   * @param remaining how much of it is left
   * @param untilFull how long until all of it is there again, which is longer than one must wait
   */
  public record Bucket(OptionalLong limit, OptionalLong remaining, Optional<Duration> untilFull) {
    /** Nothing was told. */
    public static final Bucket UNKNOWN =
        new Bucket(OptionalLong.empty(), OptionalLong.empty(), Optional.empty());

    /** Refuses nulls. */
    public Bucket {
      requireNonNull(limit, "limit");
      requireNonNull(remaining, "remaining");
      requireNonNull(untilFull, "untilFull");
    }
  }
}
