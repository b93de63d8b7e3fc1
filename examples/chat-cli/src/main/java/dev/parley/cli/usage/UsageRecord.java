package dev.parley.cli.usage;

import dev.parley.chat.Usage;
import dev.parley.cli.money.Money;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is logged of a call: a line of {@link UsageLog}.
 *
 * @param time when it began
 * @param model its address
 * @param tokens how sure the numbers of tokens are
 * @param cost what it took, if that is known
 * @param latencyMillis from its beginning to its end
 * @param attempts how often it was tried
 * @param finish why the answer ended; empty if it did not
 * @param error why the call failed; empty if it did not
 * @param prompt what was asked; empty unless it is to be kept
 */
record UsageRecord(
    Instant time,
    String model,
    Tokens tokens,
    Counts counts,
    Optional<Money> cost,
    long latencyMillis,
    int attempts,
    String finish,
    String error,
    String prompt) {

  /** How sure the numbers are. */
  enum Tokens {
    /** The provider counted. */
    REPORTED,
    /** Parley guessed. */
    ESTIMATED,
    /** Nobody told: the most that it can have been, for the budget. */
    ASSUMED,
    /** Nobody knows. */
    NONE;

    static Tokens of(Usage.Source source) {
      return switch (source) {
        case REPORTED -> REPORTED;
        case ESTIMATED -> ESTIMATED;
        case NONE -> NONE;
      };
    }

    /** How sure a sum is. */
    Tokens with(Tokens other) {
      if (this == NONE || other == NONE) {
        return this == NONE ? other : this;
      }
      return compareTo(other) >= 0 ? this : other;
    }
  }

  /** Numbers of tokens: those cached are part of the input, those of thoughts of the output. */
  record Counts(long input, long cached, long output, long reasoning) {
    static final Counts NONE = new Counts(0, 0, 0, 0);

    static Counts of(Usage usage) {
      return new Counts(
          usage.inputTokens(),
          usage.cachedInputTokens().orElse(0),
          usage.outputTokens(),
          usage.reasoningTokens().orElse(0));
    }

    Counts plus(Counts more) {
      return new Counts(
          input + more.input,
          cached + more.cached,
          output + more.output,
          reasoning + more.reasoning);
    }
  }

  /**
   * The heads of the columns, in their order. The last one holds one of a few words, none of which
   * begins with another, so that a line that is cut off anywhere is seen.
   */
  static final String HEADER =
      "time,model,input_tokens,cached_tokens,output_tokens,reasoning_tokens,cost,currency,"
          + "latency_ms,attempts,finish,error,prompt,tokens";

  private static final int COLUMNS = 14;

  /** {@return whether it did not end with an answer} */
  boolean failed() {
    return !error.isEmpty();
  }

  /** {@return it as a line, without its end} */
  String line() {
    boolean none = tokens == Tokens.NONE;
    return CsvLine.of(
        List.of(
            time.toString(),
            CsvLine.quoted(model),
            none ? "" : Long.toString(counts.input()),
            none ? "" : Long.toString(counts.cached()),
            none ? "" : Long.toString(counts.output()),
            none ? "" : Long.toString(counts.reasoning()),
            cost.map(Money::exact).orElse(""),
            cost.map(Money::currency).orElse(""),
            Long.toString(latencyMillis),
            Integer.toString(attempts),
            finish,
            error,
            prompt.isEmpty() ? "" : CsvLine.quoted(prompt),
            tokens.name().toLowerCase(Locale.ROOT)));
  }

  /** {@return what a line says, if it is a whole and sound one} Editors may end it with CR LF. */
  static Optional<UsageRecord> of(String line) {
    String own = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    return CsvLine.fields(own).filter(fields -> fields.size() == COLUMNS).flatMap(UsageRecord::of);
  }

  private static Optional<UsageRecord> of(List<String> fields) {
    try {
      return Optional.of(
          new UsageRecord(
              Instant.parse(fields.get(0)),
              CsvLine.unguarded(fields.get(1)),
              Tokens.valueOf(fields.get(13).toUpperCase(Locale.ROOT)),
              new Counts(
                  count(fields.get(2)),
                  count(fields.get(3)),
                  count(fields.get(4)),
                  count(fields.get(5))),
              fields.get(6).isEmpty()
                  ? Optional.empty()
                  : Optional.of(new Money(new BigDecimal(fields.get(6)), fields.get(7))),
              Long.parseLong(fields.get(8)),
              Integer.parseInt(fields.get(9)),
              fields.get(10),
              fields.get(11),
              CsvLine.unguarded(fields.get(12))));
    } catch (DateTimeException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static long count(String field) {
    return field.isEmpty() ? 0 : Long.parseLong(field);
  }
}
