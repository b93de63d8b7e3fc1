package dev.parley.cli.batch;

import dev.parley.cli.money.BudgetOptions;
import dev.parley.cli.process.UsageException;
import dev.parley.cli.setup.ModelOption;
import dev.parley.cli.setup.SetupOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What may be typed to ask many prompts, and what was. */
@Command(
    name = "parley batch",
    sortOptions = false,
    description =
        "Asks the prompts of a file, many at once, and keeps each answer before it counts. The same"
            + " command again, after a Ctrl-C or a crash too, asks only what has no answer yet.",
    footer = {
      "",
      "A line of IN is JSON: \"a prompt\", {\"id\": …, \"prompt\": …, \"system\": …} with settings as"
          + " in a body, or OpenAI's batch form {\"custom_id\": …, \"body\": …}. A line of OUT has id,"
          + " outcome and text; the last one of an id counts. Answered rows are never asked again,"
          + " whichever model answered, and refused ones only if they were mended or -m is another;"
          + " exhausted, cancelled and mended invalid ones are, by the same command.",
      "",
      "With --split, IN is a text. It is cut at ends of sentences, each piece is asked with --prompt"
          + " or -s, and the answers are joined, or merged by one more call; the whole goes to stdout"
          + " or into OUT, and until that is there OUT.pieces.jsonl keeps what was answered.",
      "",
      "The exit code is 0 if all rows have an answer, 12 if only some have or --limit leaves some,"
          + " and that of the first failure if none has."
    })
final class BatchOptions {
  static final String STREAM = "-";

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "IN",
      description = "The prompts, as JSON Lines; - is what is piped in.")
  @Nullable String in;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "OUT",
      description =
          "Where the answers go, as JSON Lines; by default beside IN, as IN.out.jsonl; - is stdout,"
              + " from which nothing can be resumed.")
  @Nullable String out;

  @Mixin ModelOption model = new ModelOption();

  @Option(
      names = {"-s", "--system"},
      paramLabel = "TEXT",
      description = "The system message of rows that have none.")
  @Nullable String system;

  @Option(
      names = {"-o", "--option"},
      paramLabel = "NAME=VALUE",
      description =
          "A setting of rows that do not have it, as temperature=0; PROVIDER.NAME=VALUE is what"
              + " only one provider has.")
  List<String> options = new ArrayList<>();

  @Option(
      names = "--schema",
      paramLabel = "SCHEMA",
      description =
          "Ask for JSON of a form, and check it: a JSON schema's file, or as \"name, age int\".")
  @Nullable String schema;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "Give up an attempt that takes longer, as 30s or 5m.")
  @Nullable String timeout;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description = "At most so many calls at once, by default 8; fewer where that is too many.")
  int concurrency = 8;

  @Option(
      names = "--rate",
      paramLabel = "N/UNIT",
      description = "At most so many requests, as 5/s, 100/m, 1000/h or 10000/d.")
  @Nullable String rate;

  @Option(
      names = "--tokens-per-minute",
      paramLabel = "N",
      description = "At most so many tokens, of requests and answers together.")
  @Nullable Long tokensPerMinute;

  @Option(
      names = "--rate-file",
      paramLabel = "FILE",
      description =
          "Share both limits with all processes of this machine that name this file, and with runs"
              + " that were killed.")
  @Nullable String rateFile;

  @Option(
      names = "--attempts",
      paramLabel = "N",
      description = "Send a row at most so often, by default 5, where trying again may help.")
  int attempts = 5;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Ask only the first so many rows that have no answer yet.")
  @Nullable Long limit;

  @Option(
      names = "--split",
      paramLabel = "tokens=N",
      description = "IN is a text: cut it into pieces of at most so many tokens.")
  @Nullable String split;

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      description = "With --split: what to do with each piece.")
  @Nullable String prompt;

  @Option(
      names = "--merge",
      paramLabel = "PROMPT",
      description = "With --split: make one answer of all of them by this prompt.")
  @Nullable String merge;

  @Option(
      names = "--dry-run",
      description = "Print what the first row would send, and how much there is; send nothing.")
  boolean dryRun;

  @Option(names = "--json", description = "Print a summary as a line of JSON on stdout.")
  boolean json;

  @Mixin BudgetOptions budget = new BudgetOptions();

  @Mixin SetupOptions setup = new SetupOptions();

  /**
   * Refuses what makes no sense.
   *
   * @throws UsageException if something does not
   */
  void check() {
    if (in == null) {
      throw new UsageException("no input; say parley batch IN, or - for what is piped in");
    }
    atLeastOne("--concurrency", concurrency);
    atLeastOne("--attempts", attempts);
    atLeastOne("--limit", limit == null ? 1 : limit);
    if (STREAM.equals(out) && json) {
      throw new UsageException("--json and OUT - are both for stdout; name a file as OUT");
    }
    if (split == null) {
      if (prompt != null || merge != null) {
        throw new UsageException(
            (prompt != null ? "--prompt" : "--merge") + " is for pieces of a text; add --split");
      }
      if (in.equals(STREAM) && out == null && !dryRun) {
        throw new UsageException(
            "what is piped in has no name to call the answers by; name a file as OUT");
      }
    } else if (prompt == null && system == null) {
      throw new UsageException("--split needs to know what to do with each piece: add --prompt");
    } else if (json && out == null && !dryRun) {
      throw new UsageException("--json and the answer are both for stdout; name a file as OUT");
    } else if (limit != null) {
      throw new UsageException("--limit is for rows; with --split all pieces are asked");
    }
  }

  private static void atLeastOne(String option, long value) {
    if (value < 1) {
      throw new UsageException(option + " must be a whole number from 1 up");
    }
  }
}
