package dev.parley.batch;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A line of the input: a row, or why it is none.
 *
 * @param line where it is, from 1
 * @param id what its result is called
 * @param content a hash of the line; empty for rows that a program made
 */
record InputRow(
    long line, String id, String content, @Nullable BatchRow row, Optional<String> problem) {

  static InputRow good(BatchRow row) {
    return new InputRow(row.line().orElse(0), row.id(), "", row, Optional.empty());
  }

  static InputRow good(BatchRow row, String content) {
    return new InputRow(row.line().orElse(0), row.id(), content, row, Optional.empty());
  }

  static InputRow bad(long line, String id, String content, String problem) {
    return new InputRow(line, id, content, null, Optional.of(problem));
  }

  /** What a row is called that has no id, or none of its own: the same in every run. */
  String derivedId() {
    return derivedId(line, content.isEmpty() ? Fingerprint.of(id) : content);
  }

  static String derivedId(long line, String content) {
    return "line-" + line + "-" + content.substring(0, 12);
  }
}
