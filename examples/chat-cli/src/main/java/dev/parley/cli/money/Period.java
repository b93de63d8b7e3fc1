package dev.parley.cli.money;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;

/** A stretch of the calendar; it begins at midnight where the user is. */
public enum Period {
  DAY,
  /** Begins on Monday. */
  WEEK,
  MONTH;

  /** {@return the first day of the one that a day is in} */
  public LocalDate firstDay(LocalDate day) {
    return switch (this) {
      case DAY -> day;
      case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      case MONTH -> day.withDayOfMonth(1);
    };
  }

  /** {@return when the one begins that {@code moment} is in} */
  public Instant start(Instant moment, ZoneId zone) {
    return firstDay(moment.atZone(zone).toLocalDate()).atStartOfDay(zone).toInstant();
  }

  /** {@return the day on which the next one begins} */
  public LocalDate nextDay(Instant moment, ZoneId zone) {
    LocalDate first = firstDay(moment.atZone(zone).toLocalDate());
    return switch (this) {
      case DAY -> first.plusDays(1);
      case WEEK -> first.plusWeeks(1);
      case MONTH -> first.plusMonths(1);
    };
  }

  /** {@return its name, as people type it} */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
