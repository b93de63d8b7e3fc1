package dev.parley.cli.batch;

import dev.parley.batch.BatchError;
import dev.parley.batch.BatchEvent;
import dev.parley.batch.BatchListener;
import dev.parley.batch.BatchOutcome;
import dev.parley.batch.BatchProgress;
import dev.parley.batch.BatchResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** The first rows without an answer, of which a person is told. Thread-safe. */
final class FirstFailures implements BatchListener {
  private static final int MOST = 3;

  private final List<BatchResult> first = new ArrayList<>();
  private final Function<BatchResult, String> words;

  FirstFailures() {
    this(FirstFailures::outcome);
  }

  /**
   * Of rows that were not really asked.
   *
   * @param words what is told of a row, before the reason
   */
  FirstFailures(Function<BatchResult, String> words) {
    this.words = words;
  }

  @Override
  public synchronized void on(BatchEvent event, BatchProgress soFar) {
    if (event instanceof BatchEvent.Ended ended
        && ended.result().outcome() != BatchOutcome.OK
        && ended.result().outcome() != BatchOutcome.CANCELLED // Who cancelled knows.
        && first.size() < MOST) {
      first.add(ended.result());
    }
  }

  /** {@return whether it looks as if no line was meant to be a row} */
  synchronized boolean isNoBatch(BatchProgress all) {
    return all.count(BatchOutcome.INVALID) == all.rowsRead()
        && first.stream()
            .flatMap(result -> result.error().stream())
            .allMatch(error -> error.kind().equals("row"));
  }

  synchronized Optional<BatchError> error() {
    return first.stream().flatMap(result -> result.error().stream()).findFirst();
  }

  /** A line for each. */
  synchronized List<String> lines() {
    return first.stream().map(this::line).toList();
  }

  /** What is told of a row that was asked. */
  static String outcome(BatchResult result) {
    return "is " + result.outcome().name().toLowerCase(Locale.ROOT);
  }

  private String line(BatchResult result) {
    String why = result.error().map(error -> ": " + error.message()).orElse("");
    return "row " + result.id() + " " + words.apply(result) + why;
  }
}
