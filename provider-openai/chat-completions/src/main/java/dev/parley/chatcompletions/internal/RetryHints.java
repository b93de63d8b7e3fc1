package dev.parley.chatcompletions.internal;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/** Reads what a server says of trying again. Nonsense counts as nothing said. */
final class RetryHints {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}(\\.\\d{0,18})?");
  private static final double LONGEST_MILLIS = Duration.ofDays(365).toMillis();

  private final Clock clock;

  RetryHints(Clock clock) {
    this.clock = clock;
  }

  /** How long to wait: {@code retry-after-ms}, else {@code retry-after} (RFC 9110, 10.2.3). */
  Optional<Duration> retryAfter(Headers headers) {
    return millis(headers.get("retry-after-ms"), 1)
        .or(() -> millis(headers.get("retry-after"), 1_000))
        .or(() -> untilDate(headers.get("retry-after")));
  }

  /** OpenAI's own verdict, {@code x-should-retry}, which wins over the status. */
  @Nullable Boolean shouldRetry(Headers headers) {
    String verdict = headers.get("x-should-retry");
    return "true".equals(verdict) ? Boolean.TRUE : "false".equals(verdict) ? Boolean.FALSE : null;
  }

  private static Optional<Duration> millis(@Nullable String number, int millisPerUnit) {
    if (number == null || !NUMBER.matcher(number).matches()) {
      return Optional.empty();
    }
    double millis = Double.parseDouble(number) * millisPerUnit;
    return millis <= LONGEST_MILLIS
        ? Optional.of(Duration.ofMillis((long) Math.ceil(millis)))
        : Optional.empty();
  }

  private Optional<Duration> untilDate(@Nullable String date) {
    if (date == null) {
      return Optional.empty();
    }
    try {
      ZonedDateTime then = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME);
      Duration wait = Duration.between(clock.instant(), then.toInstant());
      return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
