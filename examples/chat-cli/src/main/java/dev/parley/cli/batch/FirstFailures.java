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

/** The first rows without an answer, of which a person is told. Thread-safe. */
final class FirstFailures implements BatchListener {
  private static final int MOST = 3;

  private final List<BatchResult> first = new ArrayList<>();

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
    return first.stream().map(FirstFailures::line).toList();
  }

  private static String line(BatchResult result) {
    String what = result.outcome().name().toLowerCase(Locale.ROOT);
    String why = result.error().map(error -> ": " + error.message()).orElse("");
    return "row " + result.id() + " is " + what + why;
  }
}
