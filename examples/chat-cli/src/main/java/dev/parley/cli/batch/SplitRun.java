package dev.parley.cli.batch;

import static java.util.Objects.requireNonNull;

import dev.parley.batch.Batch;
import dev.parley.batch.BatchEvent;
import dev.parley.batch.BatchInput;
import dev.parley.batch.BatchLog;
import dev.parley.batch.BatchOutcome;
import dev.parley.batch.BatchResult;
import dev.parley.batch.BatchRow;
import dev.parley.batch.BatchSummary;
import dev.parley.batch.TextSplitter;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.cli.process.AnswerWriter;
import dev.parley.cli.process.CommandFailedException;
import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.PrivateFiles;
import dev.parley.cli.process.UsageException;
import dev.parley.cli.process.Utf8Text;
import dev.parley.policies.RateLimit;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks about a long text in pieces and makes one answer of theirs. Where that goes into a file, a
 * log beside it keeps the answers until it is there, so that none is paid for twice.
 */
final class SplitRun {
  private static final Pattern SIZE = Pattern.compile("tokens=(\\d{1,9})");
  private static final String MERGED = "merged";

  /** What a text may have: it is held whole. */
  private static final int MOST_BYTES = 64 << 20;

  private final BatchFiles files;
  private final Asked asked;
  private final BatchReport report;
  private final Provider<RowsRehearsal> rehearsal;
  private final AnswerWriter out;
  private final Diagnostics diagnostics;

  @Inject
  SplitRun(
      BatchFiles files,
      Asked asked,
      BatchReport report,
      Provider<RowsRehearsal> rehearsal,
      AnswerWriter out,
      Diagnostics diagnostics) {
    this.files = files;
    this.asked = asked;
    this.report = report;
    this.rehearsal = rehearsal;
    this.out = out;
    this.diagnostics = diagnostics;
  }

  /** Says what the first piece would send. */
  ExitCode rehearse(Asked.How how, RowsRehearsal.Scene scene) throws IOException {
    List<BatchRow> rows = rows(how);
    Optional<Path> log = target(how.options()).map(SplitRun::logOf);
    return rehearsal.get().run(how, scene, input(rows), log);
  }

  ExitCode run(Asked.How how, Optional<RateLimit> rate) throws IOException {
    Optional<Path> target = target(how.options());
    if (target.isPresent() && Files.exists(target.get())) {
      throw new UsageException(
          "OUT " + target.get() + " is there already; remove it, or name another");
    }
    List<BatchRow> rows = rows(how);
    Optional<Path> log = target.map(SplitRun::logOf);
    Answers answers = new Answers(log);
    ExitCode code;
    try (BatchLog kept = log(log)) {
      code = ask(how, rate, kept, rows, answers);
      if (code == ExitCode.OK && how.options().merge != null) {
        code = merge(how, rate, kept, rows, answers);
      }
    } catch (IOException e) {
      if (log.isEmpty()) {
        throw e;
      }
      throw BatchFiles.unusable(log.get(), e);
    }
    write(target, rows, answers, how.options().merge != null, code);
    return code;
  }

  private ExitCode merge(
      Asked.How how, Optional<RateLimit> rate, BatchLog kept, List<BatchRow> rows, Answers answers)
      throws IOException {
    String prompt = requireNonNull(how.options().merge);
    BatchRow merging = BatchRow.of(MERGED, ChatRequest.of(prompt + "\n\n" + answers.joined(rows)));
    if (how.options().prompt == null) {
      how.options().system = null; // It said what to do with pieces.
    }
    return ask(how, rate, kept, List.of(merging), answers);
  }

  private ExitCode ask(
      Asked.How how, Optional<RateLimit> rate, BatchLog kept, List<BatchRow> rows, Answers answers)
      throws IOException {
    FirstFailures failures = new FirstFailures();
    Batch batch =
        Asked.batch(
                how,
                rate,
                (event, soFar) -> {
                  failures.on(event, soFar);
                  if (event instanceof BatchEvent.Ended ended) {
                    answers.add(ended.result());
                  }
                })
            .build();
    BatchSummary summary = asked.run(batch, input(rows), kept, null, false);
    return report.tell(
        summary,
        failures,
        rows.size() == 1 ? "of 1 piece" : "of " + rows.size() + " pieces",
        how.model().id().provider());
  }

  private void write(
      Optional<Path> target, List<BatchRow> rows, Answers answers, boolean merges, ExitCode code)
      throws IOException {
    String whole = merges ? answers.texts.get(MERGED) : null;
    String text = whole == null ? answers.joined(rows) : whole;
    if (target.isEmpty()) {
      // Paid for, and kept nowhere else.
      out.write(text);
      out.endLine();
    } else if (code == ExitCode.OK) {
      try {
        PrivateFiles.write(
            target.get(),
            false,
            to ->
                to.write(
                    (text + (text.endsWith("\n") ? "" : "\n")).getBytes(StandardCharsets.UTF_8)));
        Files.deleteIfExists(logOf(target.get()));
      } catch (IOException e) {
        throw new CommandFailedException(
            ExitCode.STORE, "the answer cannot be written to " + target.get() + ": " + e);
      }
      diagnostics.note("the answer is in " + target.get());
    }
  }

  private List<BatchRow> rows(Asked.How how) throws IOException {
    BatchOptions options = how.options();
    Matcher size = SIZE.matcher(requireNonNull(options.split).strip());
    if (!size.matches() || Long.parseLong(size.group(1)) == 0) {
      throw new UsageException("--split must look like tokens=2000");
    }
    String text = text(requireNonNull(options.in, "checked"));
    List<String> pieces =
        TextSplitter.of(Long.parseLong(size.group(1)), counter(how.model())).split(text);
    List<BatchRow> rows = new ArrayList<>();
    for (String piece : pieces) {
      if (!piece.isBlank()) {
        String said = options.prompt == null ? piece : options.prompt + "\n\n" + piece;
        rows.add(BatchRow.of("piece-" + (rows.size() + 1), ChatRequest.of(said)));
      }
    }
    if (rows.isEmpty()) {
      throw new UsageException("IN " + options.in + ": there is no text in it");
    }
    return rows;
  }

  /** Of the text alone: what a message has around it comes once. */
  private static ToLongFunction<String> counter(ChatModel model) {
    long around = Math.max(0, model.countTokens(ChatRequest.of("a")).tokens() - 1);
    return text -> Math.max(1, model.countTokens(ChatRequest.of(text)).tokens() - around);
  }

  private String text(String in) throws IOException {
    byte[] bytes;
    try (InputStream from = files.open(in)) {
      bytes = from.readNBytes(MOST_BYTES + 1);
    }
    if (bytes.length > MOST_BYTES) {
      throw new UsageException("IN " + in + " has more than " + (MOST_BYTES >> 20) + " MiB");
    }
    try {
      return Utf8Text.of(bytes);
    } catch (CharacterCodingException e) {
      throw new UsageException("IN " + in + " is not UTF-8 text");
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

  /** What was answered to the pieces, in this run or an earlier one. */
  private static final class Answers {
    private final Map<String, String> texts = new ConcurrentHashMap<>();

    Answers(Optional<Path> log) {
      if (log.isPresent() && Files.exists(log.get())) {
        try {
          BatchLog.read(log.get(), this::add);
        } catch (IOException e) {
          throw BatchFiles.unusable(log.get(), e);
        }
      }
    }

    void add(BatchResult result) {
      if (result.outcome() == BatchOutcome.OK) {
        texts.put(result.id(), result.text());
      }
    }

    /** With blank lines between; those that are missing are left out. */
    String joined(List<BatchRow> rows) {
      List<String> parts = new ArrayList<>();
      for (BatchRow row : rows) {
        String text = texts.get(row.id());
        if (text != null) {
          parts.add(text.strip());
        }
      }
      return String.join("\n\n", parts);
    }
  }
}
