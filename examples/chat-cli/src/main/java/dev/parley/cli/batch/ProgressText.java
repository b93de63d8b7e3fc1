package dev.parley.cli.batch;

import dev.parley.batch.BatchOutcome;
import dev.parley.batch.BatchProgress;
import dev.parley.chat.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a run stands, in words.
 *
 * @param done rows that have an outcome, from earlier runs too
 * @param total rows of the input, if that is known
 * @param ok how many of those done have an answer
 * @param perSecond rows a second
 * @param tokens used in this run; 0 if that is not known
 * @param cost in this run, with its currency
 * @param left how long the rest takes
 */
record ProgressText(
    long done,
    OptionalLong total,
    long ok,
    double perSecond,
    long tokens,
    Optional<String> cost,
    Optional<Duration> left) {
  private static final int LONGEST_BAR = 40;
  private static final int SHORTEST_BAR = 10;

  /** What stands around the bar and between it and the rest. */
  private static final int FRAME = 3;

  private static final int SECONDS_OF_MINUTE = 60;
  private static final long THOUSAND = 1_000;
  private static final long TEN_THOUSAND = 10_000;
  private static final long MILLION = 1_000_000;

  static ProgressText of(BatchProgress now) {
    return new ProgressText(
        now.done(),
        now.total(),
        now.count(BatchOutcome.OK) + now.skipped(BatchOutcome.OK),
        now.rowsPerSecond(),
        now.usage().source() == Usage.Source.NONE ? 0 : now.usage().totalTokens(),
        now.cost().map(Object::toString),
        now.timeLeft());
  }

  /** As much as fits into a line of that many columns, with a bar if there is room for one. */
  String bar(int columns) {
    List<String> parts = parts();
    int room = columns - 1; // In the last column some terminals begin a new line.
    while (parts.size() > 1 && String.join(", ", parts).length() > room) {
      parts.remove(parts.size() - 1);
    }
    String words = String.join(", ", parts);
    int length = Math.min(LONGEST_BAR, room - words.length() - FRAME);
    if (length < SHORTEST_BAR || total.orElse(0) == 0) {
      return words.substring(0, Math.min(words.length(), Math.max(0, room)));
    }
    int full = (int) Math.min(length, length * done / total.orElse(1));
    return "[" + "#".repeat(full) + "-".repeat(length - full) + "] " + words;
  }

  /** All of it. */
  String plain() {
    return String.join(", ", parts());
  }

  /** What matters most comes first. */
  private List<String> parts() {
    List<String> parts = new ArrayList<>();
    parts.add(done + (total.isPresent() ? "/" + total.getAsLong() : "") + " rows");
    if (done > ok) {
      parts.add((done - ok) + " failed");
    }
    left.ifPresent(time -> parts.add(time(time) + " left"));
    if (perSecond > 0) {
      parts.add(rate());
    }
    if (tokens > 0) {
      parts.add(tokens(tokens) + " tokens");
    }
    cost.ifPresent(parts::add);
    return parts;
  }

  private String rate() {
    return perSecond >= 1
        ? String.format(Locale.ROOT, "%.1f/s", perSecond)
        : String.format(Locale.ROOT, "%.1f/min", perSecond * SECONDS_OF_MINUTE);
  }

  /** A number that can be read at a glance. */
  static String tokens(long number) {
    if (number < TEN_THOUSAND) {
      return String.valueOf(number);
    }
    return number < MILLION
        ? number / THOUSAND + "k"
        : String.format(Locale.ROOT, "%.1fM", (double) number / MILLION);
  }

  static String time(Duration time) {
    long seconds = Math.round(time.toMillis() / (double) THOUSAND);
    long minutes = seconds / SECONDS_OF_MINUTE;
    if (minutes == 0) {
      return seconds + " s";
    }
    long hours = minutes / SECONDS_OF_MINUTE;
    return hours == 0
        ? String.format(Locale.ROOT, "%d min %02d s", minutes, seconds % SECONDS_OF_MINUTE)
        : String.format(Locale.ROOT, "%d h %02d min", hours, minutes % SECONDS_OF_MINUTE);
  }
}
