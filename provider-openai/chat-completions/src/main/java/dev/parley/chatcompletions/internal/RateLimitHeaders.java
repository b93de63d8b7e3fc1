package dev.parley.chatcompletions.internal;

import dev.parley.chat.RateLimits;
import dev.parley.chat.RateLimits.Bucket;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code x-ratelimit-*} headers, as OpenAI's guide to rate limits has them: limits and
 * remainders are whole numbers, resets durations such as {@code 6m0s}. Elsewhere resets were seen
 * as plain seconds (Azure), as seconds or milliseconds since 1970, and as RFC 3339; names were seen
 * with suffixes of their own, and without any (OpenRouter, for requests). Nonsense is unknown.
 */
final class RateLimitHeaders {
  private static final String PREFIX = "x-ratelimit-";
  private static final Pattern NAME =
      Pattern.compile(PREFIX + "(limit|remaining|reset)(?:-([a-z0-9_.-]{1,64}))?");
  private static final Pattern COUNT = Pattern.compile("\\d{1,18}");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}(\\.\\d{1,18})?");
  private static final Pattern UNITS =
      Pattern.compile(
          "(?:(\\d{1,6})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m(?!s))?(?:(\\d{1,9}(?:\\.\\d{1,9})?)s)?"
              + "(?:(\\d{1,12}(?:\\.\\d{1,9})?)ms)?");

  /** Servers that tell the time of day instead of a duration do so in numbers beyond these. */
  private static final double LEAST_EPOCH_SECONDS = 1e9;

  private static final double LEAST_EPOCH_MILLIS = 1e11;
  private static final double LEAST_NONSENSE = 1e14;

  private RateLimitHeaders() {}

  static RateLimits read(Headers headers, Clock clock) {
    Map<String, Bucket> buckets = new LinkedHashMap<>();
    for (int i = 0; i < headers.size(); i++) {
      if (!headers.name(i).regionMatches(true, 0, PREFIX, 0, PREFIX.length())) {
        continue;
      }
      Matcher name = NAME.matcher(headers.name(i).toLowerCase(Locale.ROOT));
      if (name.matches()) {
        String what = name.group(2) == null ? "requests" : name.group(2);
        Bucket known = buckets.getOrDefault(what, Bucket.UNKNOWN);
        buckets.put(what, with(known, name.group(1), headers.value(i).strip(), clock));
      }
    }
    buckets.values().removeIf(Bucket.UNKNOWN::equals);
    return buckets.isEmpty() ? RateLimits.UNKNOWN : new RateLimits(buckets);
  }

  private static Bucket with(Bucket known, String part, String value, Clock clock) {
    return switch (part) {
      case "limit" -> new Bucket(count(value), known.remaining(), known.untilFull());
      case "remaining" -> new Bucket(known.limit(), count(value), known.untilFull());
      default -> new Bucket(known.limit(), known.remaining(), reset(value, clock));
    };
  }

  /** Azure says -1 where it does not know. */
  private static OptionalLong count(String value) {
    return COUNT.matcher(value).matches()
        ? OptionalLong.of(Long.parseLong(value))
        : OptionalLong.empty();
  }

  private static Optional<Duration> reset(String value, Clock clock) {
    if (NUMBER.matcher(value).matches()) {
      return ofNumber(Double.parseDouble(value), clock);
    }
    Matcher units = UNITS.matcher(value);
    if (!value.isEmpty() && units.matches()) {
      double seconds =
          (number(units.group(1)) * 24 + number(units.group(2))) * 3600
              + number(units.group(3)) * 60
              + number(units.group(4))
              + number(units.group(5)) / 1e3;
      return Optional.of(ofSeconds(seconds));
    }
    return ofTime(value, clock);
  }

  private static Optional<Duration> ofNumber(double number, Clock clock) {
    if (number < LEAST_EPOCH_SECONDS) {
      return Optional.of(ofSeconds(number));
    } else if (number < LEAST_EPOCH_MILLIS) {
      return Optional.of(until(Instant.ofEpochSecond((long) number), clock));
    }
    return number < LEAST_NONSENSE
        ? Optional.of(until(Instant.ofEpochMilli((long) number), clock))
        : Optional.empty();
  }

  private static Optional<Duration> ofTime(String value, Clock clock) {
    try {
      return Optional.of(until(OffsetDateTime.parse(value).toInstant(), clock));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Duration until(Instant then, Clock clock) {
    Duration wait = Duration.between(clock.instant(), then);
    return wait.isNegative() ? Duration.ZERO : wait;
  }

  private static Duration ofSeconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1e3));
  }

  private static double number(@Nullable String digits) {
    return digits == null ? 0 : Double.parseDouble(digits);
  }
}
