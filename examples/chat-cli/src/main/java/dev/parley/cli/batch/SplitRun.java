package dev.parley.cli.batch;

import static java.util.Objects.requireNonNull;

import dev.parley.batch.Batch;
import dev.parley.batch.BatchInput;
import dev.parley.batch.BatchLog;
import dev.parley.batch.BatchRow;
import dev.parley.batch.BatchSummary;
import dev.parley.chat.ChatRequest;
import dev.parley.cli.process.AnswerWriter;
import dev.parley.cli.process.CommandFailedException;
import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.FileFailure;
import dev.parley.cli.process.PrivateFiles;
import dev.parley.cli.process.UsageException;
import dev.parley.policies.RateLimit;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Asks about a long text in pieces and makes one answer of theirs. Where that goes into a file, a
 * log beside it keeps the answers until it is there, so that none is paid for twice.
 */
final class SplitRun {
  private static final String MERGED = "merged";

  private final SplitText texts;
  private final BatchFiles files;
  private final Asked asked;
  private final BatchReport report;
  private final Provider<RowsRehearsal> rehearsal;
  private final AnswerWriter out;
  private final Diagnostics diagnostics;

  @Inject
  SplitRun(
      SplitText texts,
      BatchFiles files,
      Asked asked,
      BatchReport report,
      Provider<RowsRehearsal> rehearsal,
      AnswerWriter out,
      Diagnostics diagnostics) {
    this.texts = texts;
    this.files = files;
    this.asked = asked;
    this.report = report;
    this.rehearsal = rehearsal;
    this.out = out;
    this.diagnostics = diagnostics;
  }

  /** Says what the first piece would send. */
  ExitCode rehearse(Asked.How how, RowsRehearsal.Scene scene) throws IOException {
    List<BatchRow> rows = texts.rows(how);
    Optional<Path> log = target(how.options()).map(SplitRun::logOf);
    return rehearsal.get().run(how, scene, input(rows), log);
  }

  ExitCode run(Asked.How how, Optional<RateLimit> rate) throws IOException {
    BatchOptions options = how.options();
    Optional<Path> target = target(options);
    if (target.isPresent() && Files.exists(target.get())) {
      throw new UsageException(
          "OUT " + target.get() + " is there already; remove it, or name another");
    }
    List<BatchRow> rows = texts.rows(how);
    Optional<Path> log = target.map(SplitRun::logOf);
    PieceAnswers answers = new PieceAnswers(log);
    List<BatchSummary> runs = new ArrayList<>();
    ExitCode code;
    String text;
    try (BatchLog kept = log(log)) {
      Pass pass = new Pass(rate, kept, answers, runs);
      code =
          ask(how, rows, pass, rows.size() == 1 ? "of 1 piece" : "of " + rows.size() + " pieces");
      text = answers.joined(rows);
      if (code == ExitCode.OK && options.merge != null) {
        // Without a prompt of their own the instructions said what to do with pieces.
        Asked.How merged = options.prompt == null ? how.with(how.defaults().withoutSystem()) : how;
        BatchRow merging =
            PieceRow.of(MERGED, ChatRequest.of(options.merge + "\n\n" + text), merged.defaults());
        code = ask(merged, List.of(merging), pass, "merging the answers");
        text = answers.of(merging).orElse(text);
      }
    } catch (IOException e) {
      if (log.isEmpty()) {
        throw e;
      }
      throw BatchFiles.unusable(log.get(), e);
    }
    if (target.isEmpty()) {
      out.write(text); // Paid for, and kept nowhere else.
      out.endLine();
    } else if (code == ExitCode.OK) {
      write(target.get(), text);
    }
    if (options.json) {
      report.json(
          runs,
          Remainder.NONE,
          how.guarded(),
          code == ExitCode.OK ? target : Optional.empty(),
          how.model().id());
    }
    how.guarded().tell();
    return code;
  }

  /** What the runs for one text share. */
  private record Pass(
      Optional<RateLimit> rate, BatchLog kept, PieceAnswers answers, List<BatchSummary> runs) {}

  private ExitCode ask(Asked.How how, List<BatchRow> rows, Pass pass, String what)
      throws IOException {
    FirstFailures failures = new FirstFailures();
    Batch batch =
        Asked.batch(
                how,
                pass.rate(),
                (event, soFar) -> {
                  failures.on(event, soFar);
                  pass.answers().on(event, soFar);
                })
            .build();
    BatchSummary summary = asked.run(batch, input(rows), pass.kept(), null, false);
    pass.runs().add(summary);
    boolean kept = how.options().out != null;
    return report.tell(summary, failures, Remainder.NONE, kept, what, how.model().id());
  }

  private void write(Path target, String text) {
    try {
      byte[] bytes = (text + (text.endsWith("\n") ? "" : "\n")).getBytes(StandardCharsets.UTF_8);
      PrivateFiles.write(target, false, to -> to.write(bytes));
    } catch (IOException e) {
      throw new CommandFailedException(
          ExitCode.STORE,
          "the answer cannot be written to "
              + target
              + ": "
              + FileFailure.words(e)
              + "; nothing is lost: mend that, and run the same command again");
    }
    diagnostics.note("the answer is in " + target);
    remove(logOf(target));
  }

  private void remove(Path log) {
    try {
      Files.deleteIfExists(log);
    } catch (IOException e) { // What was paid for is in its place.
      diagnostics.note(log + " is of no more use, but cannot be removed: " + FileFailure.words(e));
    }
  }

  private Optional<Path> target(BatchOptions options) throws IOException {
    return options.out == null
        ? Optional.empty()
        : files.target(options, requireNonNull(options.in, "checked"));
  }

  private static Path logOf(Path target) {
    return target.resolveSibling(target.getFileName() + ".pieces.jsonl");
  }

  private BatchLog log(Optional<Path> file) {
    return file.isPresent() ? files.log(file) : BatchLog.to(OutputStream.nullOutputStream());
  }

  private static BatchInput input(List<BatchRow> rows) {
    return BatchInput.of(rows.iterator(), OptionalLong.of(rows.size()));
  }
}
