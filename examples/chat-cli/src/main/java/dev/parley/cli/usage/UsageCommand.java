package dev.parley.cli.usage;

import dev.parley.cli.money.Budget;
import dev.parley.cli.money.Price;
import dev.parley.cli.money.PriceTable;
import dev.parley.cli.process.AnswerWriter;
import dev.parley.cli.process.Arguments;
import dev.parley.cli.process.CommandFailedException;
import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.Subcommand;
import dev.parley.cli.process.Surroundings;
import dev.parley.cli.process.UsageException;
import dev.parley.cli.setup.Setup;
import dev.parley.config.Config;
import jakarta.inject.Inject;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code parley usage}: what calls took and cost. */
public final class UsageCommand implements Subcommand {
  private final Setup setup;
  private final UsageSettings settings;
  private final PriceTable table;
  private final Surroundings surroundings;
  private final AnswerWriter out;
  private final Diagnostics diagnostics;

  @Inject
  UsageCommand(
      Setup setup,
      UsageSettings settings,
      PriceTable table,
      Surroundings surroundings,
      AnswerWriter out,
      Diagnostics diagnostics) {
    this.setup = setup;
    this.settings = settings;
    this.table = table;
    this.surroundings = surroundings;
    this.out = out;
    this.diagnostics = diagnostics;
  }

  @Override
  public String usage() {
    return Arguments.usage(new UsageOptions());
  }

  @Override
  public ExitCode run(String... arguments) throws IOException {
    UsageOptions options = Arguments.parse("parley usage", new UsageOptions(), arguments);
    if (options.setup.help) {
      out.write(usage());
      return ExitCode.OK;
    } else if (options.json && options.csv) {
      throw new UsageException("--json and --csv are two forms; choose one");
    }
    Grouping grouping = Grouping.named(options.by);
    Days days = new Days(day("--since", options.since), day("--until", options.until));
    Config config = setup.config(options.setup).build();
    if (options.prices) {
      prices(config);
      return ExitCode.OK;
    }
    UsageLog log =
        settings
            .log(config)
            .orElseThrow(
                () ->
                    new UsageException(
                        "nothing is logged: the setting \"usage-log\" is off, or there is no home;"
                            + " set it to on or to a file's whole path"));
    sumUp(log, grouping, days, options);
    settings.budget(config, Optional.of(log)).ifPresent(budget -> tell(budget, config, log));
    return ExitCode.OK;
  }

  /** What is looked at; null is without an end. */
  private record Days(@Nullable LocalDate first, @Nullable LocalDate last) {
    boolean have(LocalDate day) {
      return (first == null || !day.isBefore(first)) && (last == null || !day.isAfter(last));
    }

    boolean all() {
      return first == null && last == null;
    }

    /** Behind "calls". */
    @Override
    public String toString() {
      return (first == null ? "" : " since " + first) + (last == null ? "" : " until " + last);
    }
  }

  private static @Nullable LocalDate day(String option, @Nullable String typed) {
    try {
      return typed == null ? null : LocalDate.parse(typed);
    } catch (DateTimeParseException e) {
      throw new UsageException(option + " takes a day, as 2026-01-31");
    }
  }

  private void sumUp(UsageLog log, Grouping grouping, Days days, UsageOptions options)
      throws IOException {
    ZoneId zone = ZoneId.systemDefault();
    Map<String, UsageSum> sums = new TreeMap<>();
    UsageSum total = new UsageSum();
    long[] broken = {0, 0}; // How many, and the first of them.
    try {
      log.read(
          call -> {
            if (days.all() || days.have(call.time().atZone(zone).toLocalDate())) {
              sums.computeIfAbsent(grouping.of(call, zone), name -> new UsageSum()).add(call);
              total.add(call);
            }
          },
          line -> broken[1] = broken[0]++ == 0 ? line : broken[1]);
    } catch (IOException e) {
      throw new CommandFailedException(
          ExitCode.UNEXPECTED, "the usage log cannot be read: " + UsageLog.problem(e));
    }
    if (options.json) {
      out.write(UsageTable.json(grouping, sums));
    } else if (options.csv) {
      out.write(UsageTable.csv(grouping, sums));
    } else if (sums.isEmpty()) {
      diagnostics.note("there are no calls" + days + " in " + log.file());
    } else {
      out.write(UsageTable.people(grouping, sums, total));
    }
    if (broken[0] > 0) {
      boolean one = broken[0] == 1;
      diagnostics.say(
          (one ? "line " + broken[1] : broken[0] + " lines")
              + " of "
              + log.file()
              + " cannot be read"
              + (one ? "" : ", the first at line " + broken[1])
              + (one ? ", and is" : ", and are")
              + " not summed up; a crash may have cut it off");
    }
  }

  private void tell(Budget budget, Config config, UsageLog log) {
    try {
      BudgetKeeper.State state =
          new BudgetKeeper(budget, table.read(config, Map.of()), table, log)
              .state(surroundings.clock().instant());
      boolean held = !state.held().isZero();
      diagnostics.note(
          "of the budget of "
              + budget
              + ", "
              + state.spent()
              + " is spent"
              + (held
                  ? " and "
                      + state.held()
                      + " set aside for calls under way, or killed, in "
                      + log.beside(".holds")
                  : ""));
    } catch (IOException e) {
      diagnostics.say("what is left of the budget cannot be found out: " + UsageLog.problem(e));
    }
  }

  private static String number(OptionalLong number) {
    return number.isPresent() ? Long.toString(number.getAsLong()) : "";
  }

  private void prices(Config config) throws IOException {
    StringBuilder lines =
        new StringBuilder(
            "model,input,cached input,output,currency,date,most output tokens,most input tokens\n");
    for (Price price : table.read(config, Map.of()).all()) {
      lines
          .append(price.models())
          .append(',')
          .append(price.input().toPlainString())
          .append(',')
          .append(price.cachedInput().map(BigDecimal::toPlainString).orElse(""))
          .append(',')
          .append(price.output().toPlainString())
          .append(',')
          .append(price.currency())
          .append(',')
          .append(price.asOf())
          .append(',')
          .append(number(price.mostOutput()))
          .append(',')
          .append(number(price.mostInput()))
          .append('\n');
    }
    out.write(lines.toString());
    diagnostics.note(
        "prices of a million tokens, as known on the day in each line; later lines win over earlier"
            + " ones for the same models. They change: put what you pay into "
            + table.file().map(Object::toString).orElse("prices.csv beside parley.properties")
            + ", in the same form");
  }
}
