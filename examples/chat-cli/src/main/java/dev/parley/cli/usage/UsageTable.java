package dev.parley.cli.usage;

import dev.parley.cli.money.Money;
import dev.parley.cli.process.ControlCharacters;
import dev.parley.cli.process.JsonLine;
import dev.parley.cli.usage.UsageRecord.Counts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes sums, in the form that was asked for. */
final class UsageTable {
  private static final int COLUMNS = 7;

  private UsageTable() {}

  /** {@return a table for people, with the total below} */
  static String people(Grouping grouping, Map<String, UsageSum> sums, UsageSum total) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            grouping.toString(), "calls", "failed", "in", "cached", "out", "reasoning", "cost"));
    sums.forEach((name, sum) -> rows.add(row(name, sum)));
    rows.add(row("total", total));
    int[] widths = new int[COLUMNS];
    for (List<String> row : rows) {
      for (int i = 0; i < COLUMNS; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder table = new StringBuilder();
    for (List<String> row : rows) {
      for (int i = 0; i < COLUMNS; i++) {
        String padding = " ".repeat(widths[i] - row.get(i).length());
        table.append(i == 0 ? row.get(i) + padding : padding + row.get(i)).append("  ");
      }
      table.append(row.get(COLUMNS)).append('\n');
    }
    return table.toString();
  }

  private static List<String> row(String name, UsageSum sum) {
    Counts counts = sum.counts();
    return List.of(
        ControlCharacters.oneLine(name),
        Long.toString(sum.calls()),
        Long.toString(sum.failed()),
        Long.toString(counts.input()),
        Long.toString(counts.cached()),
        Long.toString(counts.output()),
        Long.toString(counts.reasoning()),
        sum.cost());
  }

  /** {@return a line of JSON for each group} */
  static String json(Grouping grouping, Map<String, UsageSum> sums) {
    StringBuilder lines = new StringBuilder();
    sums.forEach((name, sum) -> lines.append(json(grouping, name, sum)).append('\n'));
    return lines.toString();
  }

  private static String json(Grouping grouping, String name, UsageSum sum) {
    return JsonLine.of(
        out -> {
          out.writeStringField(grouping.toString(), name);
          out.writeNumberField("calls", sum.calls());
          out.writeNumberField("failed", sum.failed());
          out.writeNumberField("inputTokens", sum.counts().input());
          out.writeNumberField("cachedInputTokens", sum.counts().cached());
          out.writeNumberField("outputTokens", sum.counts().output());
          out.writeNumberField("reasoningTokens", sum.counts().reasoning());
          out.writeBooleanField("estimated", sum.guessed());
          out.writeObjectFieldStart("cost");
          for (Money cost : sum.costs().values()) {
            out.writeFieldName(cost.currency());
            out.writeNumber(cost.exact());
          }
          out.writeEndObject();
          out.writeNumberField("unpriced", sum.unpriced());
        });
  }

  /**
   * {@return a line for each group; where one has costs in several currencies, a line more for each
   * of these, whose numbers are 0}
   */
  static String csv(Grouping grouping, Map<String, UsageSum> sums) {
    StringBuilder lines =
        new StringBuilder(grouping.toString().toLowerCase(Locale.ROOT))
            .append(",calls,failed,input_tokens,cached_tokens,output_tokens,reasoning_tokens,")
            .append("unpriced,cost,currency\n");
    sums.forEach(
        (name, sum) -> {
          Collection<Money> costs = sum.costs().values();
          if (costs.isEmpty()) {
            lines.append(csv(name, sum, "", ""));
          }
          UsageSum counted = sum;
          for (Money cost : costs) {
            lines.append(csv(name, counted, cost.exact(), cost.currency()));
            counted = new UsageSum();
          }
        });
    return lines.toString();
  }

  private static String csv(String name, UsageSum sum, String amount, String currency) {
    Counts counts = sum.counts();
    return CsvLine.of(
            List.of(
                CsvLine.quoted(name),
                Long.toString(sum.calls()),
                Long.toString(sum.failed()),
                Long.toString(counts.input()),
                Long.toString(counts.cached()),
                Long.toString(counts.output()),
                Long.toString(counts.reasoning()),
                Long.toString(sum.unpriced()),
                amount,
                currency))
        + "\n";
  }
}
