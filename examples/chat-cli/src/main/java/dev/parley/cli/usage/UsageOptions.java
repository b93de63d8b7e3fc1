package dev.parley.cli.usage;

import dev.parley.cli.setup.SetupOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What may be typed to sum calls up, and what was. */
@Command(
    name = "parley usage",
    sortOptions = false,
    description = {
      "Sums up what calls took and cost, by the log of them: calls, those that failed or were"
          + " cancelled, tokens in (and of these from a cache) and out (and of these thoughts), and"
          + " the cost by the list of prices.",
      "",
      "Days begin at midnight of this machine's time zone, weeks on Monday."
    })
final class UsageOptions {
  @Option(
      names = "--by",
      paramLabel = "GROUP",
      description = "day, week, month, model or provider. Default: ${DEFAULT-VALUE}.")
  String by = "day";

  @Option(names = "--since", paramLabel = "DATE", description = "From that day on, as 2026-01-31.")
  @Nullable String since;

  @Option(names = "--until", paramLabel = "DATE", description = "Up to and with that day.")
  @Nullable String until;

  @Option(names = "--json", description = "Print a line of JSON for each group.")
  boolean json;

  @Option(names = "--csv", description = "Print comma-separated values.")
  boolean csv;

  @Option(
      names = "--prices",
      description = "Print the prices in force, and where yours belong; sum up nothing.")
  boolean prices;

  @Mixin SetupOptions setup = new SetupOptions();
}
