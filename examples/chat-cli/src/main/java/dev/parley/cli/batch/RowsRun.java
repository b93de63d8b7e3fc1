package dev.parley.cli.batch;

import static java.util.Objects.requireNonNull;

import dev.parley.batch.Batch;
import dev.parley.batch.BatchInput;
import dev.parley.batch.BatchLog;
import dev.parley.batch.BatchSummary;
import dev.parley.cli.process.ExitCode;
import dev.parley.policies.RateLimit;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks the rows of a file that have no answer yet. */
final class RowsRun {
  private final BatchFiles files;
  private final Asked asked;
  private final BatchReport report;
  private final Provider<RowsRehearsal> rehearsal;

  @Inject
  RowsRun(BatchFiles files, Asked asked, BatchReport report, Provider<RowsRehearsal> rehearsal) {
    this.rehearsal = rehearsal;
    this.files = files;
    this.asked = asked;
    this.report = report;
  }

  ExitCode run(Asked.How how, Optional<RateLimit> rate) throws IOException {
    BatchOptions options = how.options();
    String in = requireNonNull(options.in, "checked");
    FirstRows first = options.limit == null ? null : new FirstRows(files.open(in), options.limit);
    FirstFailures failures = new FirstFailures();
    Batch batch = Asked.batch(how, rate, failures).build();
    try (BatchInput rows = first == null ? files.rows(in) : BatchInput.of(first)) {
      Optional<Path> target = files.target(options, in);
      BatchSummary summary = run(batch, rows, target, first);
      if (options.json) {
        report.json(summary, target.map(Path::toString));
      }
      return report.tell(
          summary,
          failures,
          target.map(file -> "answers are in " + file).orElse("answers are on stdout"),
          how.model().id().provider());
    }
  }

  /** Says what would be asked. */
  ExitCode rehearse(Asked.How how, RowsRehearsal.Scene scene) throws IOException {
    BatchOptions options = how.options();
    String in = requireNonNull(options.in, "checked");
    boolean nameless = options.out == null && in.equals(BatchOptions.STREAM);
    try (BatchInput rows = files.rows(in)) {
      return rehearsal
          .get()
          .run(how, scene, rows, nameless ? Optional.empty() : files.target(options, in));
    }
  }

  private BatchSummary run(
      Batch batch, BatchInput rows, Optional<Path> target, @Nullable FirstRows first)
      throws IOException {
    try (BatchLog log = files.log(target)) {
      return asked.run(batch, rows, log, first, target.isEmpty());
    } catch (IOException e) {
      if (target.isEmpty()) {
        throw e; // Nobody reads stdout any more, or so.
      }
      throw BatchFiles.unusable(target.get(), e);
    }
  }
}
