package dev.parley.cli.batch;

import dev.parley.batch.BatchEvent;
import dev.parley.batch.BatchListener;
import dev.parley.batch.BatchLog;
import dev.parley.batch.BatchOutcome;
import dev.parley.batch.BatchProgress;
import dev.parley.batch.BatchResult;
import dev.parley.batch.BatchRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What was answered to the pieces of a text, in this run or an earlier one. Thread-safe. */
final class PieceAnswers implements BatchListener {
  private final Map<String, String> texts = new ConcurrentHashMap<>();

  /**
   * The answers of earlier runs.
   *
   * @param log which keeps them, if there is one
   */
  PieceAnswers(Optional<Path> log) {
    if (log.isPresent() && Files.exists(log.get())) {
      try {
        BatchLog.read(log.get(), this::add);
      } catch (IOException e) {
        throw BatchFiles.unusable(log.get(), e);
      }
    }
  }

  @Override
  public void on(BatchEvent event, BatchProgress soFar) {
    if (event instanceof BatchEvent.Ended ended) {
      add(ended.result());
    }
  }

  private void add(BatchResult result) {
    if (result.outcome() == BatchOutcome.OK) {
      texts.put(result.id(), result.text());
    }
  }

  Optional<String> of(BatchRow row) {
    return Optional.ofNullable(texts.get(row.id()));
  }

  /** With blank lines between; those that are missing are left out. */
  String joined(List<BatchRow> rows) {
    List<String> parts = new ArrayList<>();
    rows.forEach(row -> of(row).ifPresent(text -> parts.add(text.strip())));
    return String.join("\n\n", parts);
  }
}
