package dev.parley.cli.batch;

import dev.parley.batch.BatchEnding;
import dev.parley.batch.BatchError;
import dev.parley.batch.BatchOutcome;
import dev.parley.batch.BatchProgress;
import dev.parley.batch.BatchSummary;
import dev.parley.batch.Cost;
import dev.parley.chat.Usage;
import dev.parley.cli.process.AnswerWriter;
import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.JsonLine;
import dev.parley.cli.setup.SecretMask;
import dev.parley.error.ModelException;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Tells how a run ended. */
final class BatchReport {
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
   * @param where the answers are
   * @param provider the instance that was asked, whose keys nobody is told
   * @return how the command ends
   */
  ExitCode tell(BatchSummary summary, FirstFailures failures, String where, String provider) {
    BatchProgress all = summary.progress();
    diagnostics.note(counts(all) + "; " + where);
    for (String line : failures.lines()) {
      diagnostics.say(mask.mask(line, provider));
    }
    if (summary.ending() == BatchEnding.CANCELLED) {
      diagnostics.say("cancelled; " + AGAIN);
      return ExitCode.CANCELLED;
    }
    if (summary.reason().isPresent()) {
      diagnostics.say(
          "stopped: " + mask.mask(summary.reason().get().message(), provider) + "; " + AGAIN);
    } else if (!summary.isWhole()) {
      diagnostics.say(
          (all.rowsRead() - answered(all))
              + " of "
              + rows(all.rowsRead())
              + " have no answer; the same command asks those that were exhausted or mended");
    }
    return code(summary, failures);
  }

  /** Writes it to stdout, for scripts. */
  void json(BatchSummary summary, Optional<String> file) throws IOException {
    BatchProgress all = summary.progress();
    Optional<Cost> cost = all.cost();
    String line =
        JsonLine.of(
            json -> {
              json.writeStringField("ending", word(summary.ending()));
              json.writeBooleanField("whole", summary.isWhole());
              json.writeNumberField("rows", all.rowsRead());
              json.writeNumberField("skipped", all.skipped());
              for (BatchOutcome outcome : BatchOutcome.values()) {
                json.writeNumberField(word(outcome), all.count(outcome));
              }
              if (all.usage().source() != Usage.Source.NONE) {
                json.writeObjectFieldStart("usage");
                json.writeNumberField("inputTokens", all.usage().inputTokens());
                json.writeNumberField("outputTokens", all.usage().outputTokens());
                json.writeNumberField("totalTokens", all.usage().totalTokens());
                json.writeEndObject();
              }
              if (cost.isPresent()) {
                json.writeObjectFieldStart("cost");
                json.writeNumberField("amount", cost.get().amount());
                json.writeStringField("currency", cost.get().currency().toString());
                json.writeEndObject();
              }
              json.writeNumberField("millis", all.elapsed().toMillis());
              if (file.isPresent()) {
                json.writeStringField("out", file.get());
              }
              Optional<BatchError> reason = summary.reason();
              if (reason.isPresent()) {
                json.writeObjectFieldStart("reason");
                json.writeStringField("kind", reason.get().kind());
                json.writeStringField("message", mask.mask(reason.get().message()));
                json.writeEndObject();
              }
            });
    out.write(line + "\n");
  }

  private static ExitCode code(BatchSummary summary, FirstFailures failures) {
    if (summary.isWhole()) {
      return ExitCode.OK;
    }
    if (answered(summary.progress()) > 0) {
      return ExitCode.PARTIAL;
    }
    return summary
        .reason()
        .or(failures::error)
        .map(error -> codeOf(error.kind()))
        .orElse(ExitCode.PARTIAL);
  }

  /** By the name of the failure that it stands for; what is of no call is of the input. */
  private static ExitCode codeOf(String kind) {
    for (Map.Entry<Class<? extends ModelException>, ExitCode> each : ExitCode.FAILURES.entrySet()) {
      String name = each.getKey().getSimpleName().replaceAll("Exception$", "");
      if (kind.replace("_", "").equals(name.toLowerCase(Locale.ROOT))) {
        return each.getValue();
      }
    }
    return switch (kind) {
      case "row", "duplicate_id", "changed_row", "other_model" -> ExitCode.USAGE;
      case "configuration" -> ExitCode.CONFIGURATION;
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

  private static String word(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT);
  }
}
