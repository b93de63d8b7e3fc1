package dev.parley.chatcompletions.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.RateLimits;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalLong;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitHeadersTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-08-21T12:00:00Z"), ZoneOffset.UTC);

  private static RateLimits read(String... headers) {
    return RateLimitHeaders.read(Headers.of(headers), CLOCK);
  }

  private static Optional<Duration> reset(String value) {
    return read("x-ratelimit-limit-requests", "1", "x-ratelimit-reset-requests", value)
        .requests()
        .untilFull();
  }

  @Test
  void requests_and_tokens_are_told_apart() {
    RateLimits limits =
        read(
            "X-RateLimit-Limit-Requests",
            "60",
            "x-ratelimit-remaining-requests",
            "59",
            "x-ratelimit-reset-requests",
            "1s",
            "x-ratelimit-limit-tokens",
            "150000",
            "x-ratelimit-remaining-tokens",
            "149984",
            "x-ratelimit-reset-tokens",
            "6m0s",
            "x-ratelimit-remaining-project-tokens",
            "7");
    assertEquals(
        new RateLimits.Bucket(
            OptionalLong.of(60), OptionalLong.of(59), Optional.of(Duration.ofSeconds(1))),
        limits.requests());
    assertEquals(149_984, limits.tokens().remaining().orElseThrow());
    assertEquals(Duration.ofMinutes(6), limits.tokens().untilFull().orElseThrow());
    assertEquals(7, limits.buckets().get("project-tokens").remaining().orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({
    "12ms, 12",
    "1s, 1000",
    "6m0s, 360000",
    "1h2m3.5s, 3723500",
    "1d, 86400000",
    "0s, 0",
    "59.7s, 59700",
    "1m30.951999999s, 90952",
    "7, 7000",
    "0.5, 500",
    "1787313660, 60000",
    "1787313660000, 60000",
    "1787313000, 0",
    "2026-08-21T12:01:00Z, 60000",
    "2026-08-21T14:01:00+02:00, 60000",
    "2026-08-21T11:00:00Z, 0"
  })
  void resets_have_many_forms(String value, long millis) {
    assertEquals(Optional.of(Duration.ofMillis(millis)), reset(value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-1", "soon", "s", "1x", "1s2h", "999999999999999999", "NaN", "1e5", "1 s"})
  void a_reset_that_nobody_can_read_is_unknown(String value) {
    assertEquals(Optional.empty(), reset(value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1.5", "many", "99999999999999999999"})
  void a_number_that_nobody_can_read_is_unknown(String value) {
    assertTrue(read("x-ratelimit-limit-tokens", value).buckets().isEmpty());
    assertEquals(RateLimits.Bucket.UNKNOWN, read("x-ratelimit-limit-tokens", value).tokens());
  }

  @Test
  void a_header_without_a_suffix_is_about_requests() {
    assertEquals(20, read("X-RateLimit-Limit", "20").requests().limit().orElseThrow());
  }

  @Test
  void no_header_is_no_limit() {
    assertEquals(RateLimits.UNKNOWN, read("retry-after", "5", "x-ratelimit", "7"));
  }
}
