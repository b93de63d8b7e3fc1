package dev.parley.cli.usage;

import dev.parley.cli.money.Period;
import dev.parley.cli.process.UsageException;
import dev.parley.config.NearestName;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** By what calls are summed up. */
enum Grouping {
  DAY,
  WEEK,
  MONTH,
  MODEL,
  PROVIDER;

  /**
   * {@return the one of that name}
   *
   * @throws UsageException if there is none
   */
  static Grouping named(String name) {
    List<String> names = Arrays.stream(values()).map(Grouping::toString).toList();
    if (!names.contains(name)) {
      throw new UsageException(
          "--by "
              + name
              + ": there is no such group."
              + NearestName.suggestion(name, names)
              + " There are "
              + String.join(", ", names));
    }
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** {@return the group that a call belongs to} */
  String of(UsageRecord call, ZoneId zone) {
    return switch (this) {
      case DAY -> first(Period.DAY, call, zone);
      case WEEK -> first(Period.WEEK, call, zone);
      case MONTH -> first(Period.MONTH, call, zone).substring(0, "2026-01".length());
      case MODEL -> call.model();
      case PROVIDER -> call.model().substring(0, Math.max(0, call.model().indexOf(':')));
    };
  }

  private static String first(Period period, UsageRecord call, ZoneId zone) {
    return period.firstDay(call.time().atZone(zone).toLocalDate()).toString();
  }

  /** {@return its name, as people type it} */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
