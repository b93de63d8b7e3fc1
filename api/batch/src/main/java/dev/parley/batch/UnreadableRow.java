package dev.parley.batch;

/** A line that is no row. Its message ends a sentence and shows nothing that the line says. */
final class UnreadableRow extends Exception {
  private static final long serialVersionUID = 1L;

  UnreadableRow(String problem) {
    super(problem);
  }

  /** The problem. */
  String problem() {
    return String.valueOf(getMessage());
  }
}
