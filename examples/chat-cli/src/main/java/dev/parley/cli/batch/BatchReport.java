package dev.parley.cli.batch;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.batch.BatchEnding;
import dev.parley.batch.BatchError;
import dev.parley.batch.BatchOutcome;
import dev.parley.batch.BatchProgress;
import dev.parley.batch.BatchSummary;
import dev.parley.batch.Cost;
import dev.parley.chat.ModelId;
import dev.parley.chat.Usage;
import dev.parley.cli.process.AnswerWriter;
import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.JsonLine;
import dev.parley.cli.setup.SecretMask;
import dev.parley.error.ModelException;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** Tells how a run ended. */
final class BatchReport {
  /** What to do where the same command would begin anew. */
  static final String NOTHING_KEPT = "nothing is kept to go on from; name a file as OUT";

  private static final String AGAIN = "the same command goes on where it was";

  private final Diagnostics diagnostics;
  private final SecretMask mask;
  private final AnswerWriter out;

  @Inject
  BatchReport(Diagnostics diagnostics, SecretMask mask, AnswerWriter out) {
    this.diagnostics = diagnostics;
    this.mask = mask;
    this.out = out;
  }

  /**
   * Tells it on stderr.
   *
   * @param left what was not even read
   * @param kept whether the same command finds the answers of this run
   * @param where the answers are
   * @param asked the model that was asked, whose keys nobody is told
   * @return how the command ends
   */
  ExitCode tell(
      BatchSummary summary,
      FirstFailures failures,
      Remainder left,
      boolean kept,
      String where,
      ModelId asked) {
    String provider = asked.provider();
    String again = kept ? AGAIN : NOTHING_KEPT;
    BatchProgress all = summary.progress();
    diagnostics.note(counts(all) + "; " + where);
    for (String line : failures.lines()) {
      diagnostics.say(mask.mask(line, provider));
    }
    if (summary.ending() == BatchEnding.CANCELLED) {
      diagnostics.say("cancelled; " + again);
      return ExitCode.CANCELLED;
    }
    if (summary.reason().isPresent()) {
      diagnostics.say(
          "stopped: " + mask.mask(summary.reason().get().message(), provider) + "; " + again);
    } else if (!summary.isWhole()) {
      diagnostics.say(
          (all.rowsRead() - answered(all))
              + " of "
              + rows(all.rowsRead())
              + " have no answer; "
              + next(all, failures, kept));
    }
    if (left.some()) {
      diagnostics.say(left.words(kept));
    }
    others(all, asked).forEach(diagnostics::say);
    return code(summary, failures, left);
  }

  /** What to do about rows without an answer. */
  private static String next(BatchProgress all, FirstFailures failures, boolean kept) {
    if (failures.isNoBatch(all)) {
      return "a line of IN is JSON, such as \"a prompt\": see parley batch --help";
    }
    if (answered(all) + refused(all) == all.rowsRead()) {
      return "refused ones need a mended prompt or another -m";
    }
    return kept ? "the same command asks those that were exhausted or mended" : NOTHING_KEPT;
  }

  /** A line for each other model whose answers stay. */
  private static List<String> others(BatchProgress all, ModelId asked) {
    List<String> lines = new ArrayList<>();
    for (Map.Entry<ModelId, Long> each : all.skippedOfOtherModels().entrySet()) {
      boolean one = each.getValue() == 1;
      lines.add(
          (one ? "1 answer is" : each.getValue() + " answers are")
              + " of "
              + each.getKey()
              + ", by an earlier run, and "
              + (one ? "stays" : "stay")
              + "; name another OUT for "
              + (one ? "one" : "those")
              + " of "
              + asked);
    }
    Collections.sort(lines);
    return lines;
  }

  /**
   * Writes it to stdout, for scripts.
   *
   * @param runs of which the last one says how it ended
   * @param left what was not even read
   * @param guarded the rows that the guard found something in
   * @param file the answers are in
   * @param asked the model that was asked, whose keys nobody is told
   */
  void json(
      List<BatchSummary> runs,
      Remainder left,
      GuardedRows guarded,
      Optional<Path> file,
      ModelId asked)
      throws IOException {
    BatchSummary last = runs.get(runs.size() - 1);
    boolean limited = last.ending() == BatchEnding.COMPLETED && left.some();
    boolean whole = runs.stream().allMatch(BatchSummary::isWhole) && !left.some();
    String line =
        JsonLine.of(
            json -> {
              json.writeStringField("ending", limited ? "limited" : word(last.ending()));
              json.writeBooleanField("whole", whole);
              json.writeNumberField("rows", sum(runs, BatchProgress::rowsRead));
              json.writeNumberField("skipped", sum(runs, BatchProgress::skipped));
              for (BatchOutcome outcome : BatchOutcome.values()) {
                json.writeNumberField(word(outcome), sum(runs, run -> run.count(outcome)));
              }
              others(json, runs);
              if (left.some() && left.rows().isPresent()) {
                json.writeNumberField("left", left.rows().getAsLong());
              }
              spent(json, runs);
              json.writeNumberField("millis", sum(runs, run -> run.elapsed().toMillis()));
              if (file.isPresent()) {
                json.writeStringField("out", file.get().toString());
              }
              Optional<BatchError> reason = last.reason();
              if (reason.isPresent()) {
                json.writeObjectFieldStart("reason");
                json.writeStringField("kind", reason.get().kind());
                json.writeStringField(
                    "message", mask.mask(reason.get().message(), asked.provider()));
                json.writeEndObject();
              }
              guarded.write(json);
            });
    out.write(line + "\n");
  }

  /** How many of the skipped rows have the answer of which other model. */
  private static void others(JsonGenerator json, List<BatchSummary> runs) throws IOException {
    Map<String, Long> others = new TreeMap<>();
    for (BatchSummary run : runs) {
      run.progress()
          .skippedOfOtherModels()
          .forEach((model, count) -> others.merge(model.toString(), count, Long::sum));
    }
    if (!others.isEmpty()) {
      json.writeObjectFieldStart("ofOtherModels");
      for (Map.Entry<String, Long> each : others.entrySet()) {
        json.writeNumberField(each.getKey(), each.getValue());
      }
      json.writeEndObject();
    }
  }

  private static void spent(JsonGenerator json, List<BatchSummary> runs) throws IOException {
    Usage usage = runs.stream().map(run -> run.progress().usage()).reduce(Usage.NONE, Usage::plus);
    if (usage.source() != Usage.Source.NONE) {
      json.writeObjectFieldStart("usage");
      json.writeNumberField("inputTokens", usage.inputTokens());
      json.writeNumberField("outputTokens", usage.outputTokens());
      json.writeNumberField("totalTokens", usage.totalTokens());
      json.writeEndObject();
    }
    Optional<Cost> cost =
        runs.stream().flatMap(run -> run.progress().cost().stream()).reduce(Cost::plus);
    if (cost.isPresent()) {
      json.writeObjectFieldStart("cost");
      json.writeNumberField("amount", cost.get().amount());
      json.writeStringField("currency", cost.get().currency().toString());
      json.writeEndObject();
    }
  }

  private static long sum(List<BatchSummary> runs, ToLongFunction<BatchProgress> count) {
    return runs.stream().map(BatchSummary::progress).mapToLong(count).sum();
  }

  private static ExitCode code(BatchSummary summary, FirstFailures failures, Remainder left) {
    if (summary.isWhole()) {
      return left.some() ? ExitCode.PARTIAL : ExitCode.OK;
    }
    if (answered(summary.progress()) > 0) {
      return ExitCode.PARTIAL;
    }
    return summary
        .reason()
        .or(failures::error)
        .map(error -> codeOf(error.kind()))
        // Of a row that an earlier run left the log has the failure; that it is refused is enough.
        .orElse(refused(summary.progress()) > 0 ? ExitCode.REFUSED_REQUEST : ExitCode.PARTIAL);
  }

  /** By the name of the failure that it stands for; what is of no call is of the input. */
  private static ExitCode codeOf(String kind) {
    for (Map.Entry<Class<? extends ModelException>, ExitCode> each : ExitCode.FAILURES.entrySet()) {
      String name = each.getKey().getSimpleName().replaceAll("Exception$", "");
      if (kind.replace("_", "").equals(name.toLowerCase(Locale.ROOT))) {
        return each.getValue();
      }
    }
    if (kind.startsWith("store_")) {
      return ExitCode.STORE;
    }
    return switch (kind) {
      case "row", "duplicate_id", "changed_row", "other_model" -> ExitCode.USAGE;
      case "configuration", "offline" -> ExitCode.CONFIGURATION;
      case "refusal" -> ExitCode.REFUSED_REQUEST;
      case "unreadable_data" -> ExitCode.STORE;
      case "unexpected" -> ExitCode.UNEXPECTED;
      default -> ExitCode.PARTIAL;
    };
  }

  private static String counts(BatchProgress all) {
    List<String> parts = new ArrayList<>();
    parts.add(answered(all) + " of " + rows(all.rowsRead()) + " answered");
    if (all.skipped() > 0) {
      parts.add(all.skipped() + " of an earlier run");
    }
    for (BatchOutcome outcome : BatchOutcome.values()) {
      if (outcome != BatchOutcome.OK && all.count(outcome) > 0) {
        parts.add(all.count(outcome) + " " + word(outcome));
      }
    }
    if (all.usage().source() != Usage.Source.NONE) {
      parts.add(all.usage().totalTokens() + " tokens");
    }
    all.cost().ifPresent(cost -> parts.add(cost.toString()));
    parts.add(ProgressText.time(all.elapsed()));
    return String.join(", ", parts);
  }

  private static String rows(long count) {
    return count == 1 ? "1 row" : count + " rows";
  }

  private static long answered(BatchProgress all) {
    return all.count(BatchOutcome.OK) + all.skipped(BatchOutcome.OK);
  }

  private static long refused(BatchProgress all) {
    return all.count(BatchOutcome.REFUSED) + all.skipped(BatchOutcome.REFUSED);
  }

  private static String word(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT);
  }
}
