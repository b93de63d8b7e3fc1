package dev.parley.structured;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The forms of times: by the formats of JSON Schema (RFC 3339), or by a pattern where it has none.
 * Years have four digits, fractions of seconds up to nine, offsets no seconds.
 */
final class Times {
  private static final String DATE = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])";
  private static final String TIME = "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?";
  private static final String OFFSET = "(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])";
  // It may be P alone, or PT, which the reader refuses.
  private static final String DURATION =
      "P(-?[0-9]{1,13}D)?"
          + "(T(-?[0-9]{1,16}H)?(-?[0-9]{1,16}M)?(-?[0-9]{1,16}(\\.[0-9]{1,9})?S)?)?";

  private Times() {}

  static Map<Class<?>, Form> forms() {
    return Map.of(
        LocalDate.class,
        text(
            Scalars.format("date"),
            "a date such as 2026-11-22",
            DATE,
            LocalDate::parse,
            LocalDate::toString),
        LocalTime.class,
        text(
            Scalars.pattern(TIME),
            "a time of day such as 10:15:30",
            TIME,
            LocalTime::parse,
            DateTimeFormatter.ISO_LOCAL_TIME::format),
        OffsetTime.class,
        text(
            Scalars.format("time"),
            "a time of day with its offset, such as 10:15:30+01:00",
            TIME + OFFSET,
            OffsetTime::parse,
            DateTimeFormatter.ISO_OFFSET_TIME::format),
        LocalDateTime.class,
        text(
            Scalars.pattern(DATE + "T" + TIME),
            "a date and time such as 2026-11-22T10:15:30",
            DATE + "T" + TIME,
            LocalDateTime::parse,
            DateTimeFormatter.ISO_LOCAL_DATE_TIME::format),
        OffsetDateTime.class,
        text(
            Scalars.format("date-time"),
            "a date and time with its offset, such as 2026-11-22T10:15:30+01:00",
            DATE + "T" + TIME + OFFSET,
            OffsetDateTime::parse,
            DateTimeFormatter.ISO_OFFSET_DATE_TIME::format),
        Instant.class,
        text(
            Scalars.format("date-time"),
            "a date and time with its offset, such as 2026-11-22T10:15:30Z",
            DATE + "T" + TIME + OFFSET,
            words -> OffsetDateTime.parse(words).toInstant(),
            Instant::toString),
        Duration.class,
        text(
            Scalars.pattern(DURATION),
            "a duration such as PT1H30M",
            DURATION,
            Duration::parse,
            Duration::toString));
  }

  private static <T> Form text(
      Map<String, Object> keywords,
      String expected,
      String spelling,
      Function<String, T> parse,
      Function<T, String> print) {
    return Scalars.text(keywords, expected, spelling, words -> orNull(parse, words), print);
  }

  /** Spelled well, it may still be no date: February has no 30th. */
  private static <T> @Nullable T orNull(Function<String, T> parse, String words) {
    try {
      return parse.apply(words);
    } catch (DateTimeException e) {
      return null; // The form says what must be there.
    }
  }
}
