package dev.parley.cli.batch;

import static java.util.Objects.requireNonNull;

import dev.parley.batch.Batch;
import dev.parley.batch.BatchEnding;
import dev.parley.batch.BatchInput;
import dev.parley.batch.BatchInputException;
import dev.parley.batch.BatchLog;
import dev.parley.batch.BatchSummary;
import dev.parley.cli.process.ExitCode;
import dev.parley.policies.RateLimit;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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
    Optional<Path> target = files.target(options, in);
    OptionalLong total = options.limit == null ? OptionalLong.empty() : files.count(in);
    FirstRows first = options.limit == null ? null : new FirstRows(files.open(in), options.limit);
    FirstFailures failures = new FirstFailures();
    Batch batch = Asked.batch(how, rate, failures).build();
    try (BatchInput rows = first == null ? files.rows(in) : BatchInput.of(first)) {
      BatchSummary summary = run(batch, in, rows, target, first);
      Remainder left = left(first, total, summary);
      if (options.json) {
        report.json(List.of(summary), left, how.guarded(), target, how.model().id());
      }
      how.guarded().tell();
      return report.tell(
          summary,
          failures,
          left,
          target.isPresent(),
          summary.progress().rowsRead() == 0
              ? "IN " + in + " has no rows"
              : target.map(file -> "answers are in " + file).orElse("answers are on stdout"),
          how.model().id());
    }
  }

  /** A run that something else ended has left more, and says so. */
  private static Remainder left(
      @Nullable FirstRows first, OptionalLong total, BatchSummary summary) {
    if (first == null || !first.isCut() || summary.ending() != BatchEnding.COMPLETED) {
      return Remainder.NONE;
    }
    return total.isPresent()
        ? Remainder.of(total.getAsLong() - summary.progress().rowsRead())
        : Remainder.UNKNOWN;
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
      Batch batch, String in, BatchInput rows, Optional<Path> target, @Nullable FirstRows first)
      throws IOException {
    try (BatchLog log = files.log(target)) {
      return asked.run(batch, rows, log, first, target.isEmpty());
    } catch (BatchInputException e) {
      throw BatchFiles.brokenOff(in, e, target.isPresent());
    } catch (IOException e) {
      if (target.isEmpty()) {
        throw e; // Nobody reads stdout any more, or so.
      }
      throw BatchFiles.unusable(target.get(), e);
    }
  }
}
