package dev.parley.cli.batch;

import java.util.OptionalLong;

/**
 * The rows that {@code --limit} left unread.
 *
 * @param some whether there are some, as far as is known
 * @param rows how many, if that is known
 */
record Remainder(boolean some, OptionalLong rows) {
  static final Remainder NONE = new Remainder(false, OptionalLong.of(0));

  /** Behind what was read of a pipe, of which only its end would tell. */
  static final Remainder UNKNOWN = new Remainder(true, OptionalLong.empty());

  static Remainder of(long rows) {
    return new Remainder(rows > 0, OptionalLong.of(rows));
  }

  /**
   * What a person is told, if there are some.
   *
   * @param kept whether the same command finds the answers of this run
   */
  String words(boolean kept) {
    String next = "; " + (kept ? "the same command asks the next ones" : BatchReport.NOTHING_KEPT);
    if (rows.isEmpty()) {
      return "--limit may leave rows" + next + (kept ? ", if there are any" : "");
    }
    return "--limit leaves "
        + (rows.getAsLong() == 1 ? "1 row" : rows.getAsLong() + " rows")
        + next;
  }
}
