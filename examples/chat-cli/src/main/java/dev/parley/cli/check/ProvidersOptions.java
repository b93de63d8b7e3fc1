package dev.parley.cli.check;

import dev.parley.cli.setup.SetupOptions;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What may be typed to list providers, and what was. */
@Command(
    name = "parley providers",
    sortOptions = false,
    description = "Lists the providers, their instances, and what can be set for each.")
final class ProvidersOptions {
  @Parameters(
      paramLabel = "NAME",
      arity = "0..*",
      description = "These providers or instances only; parley: Parley's own settings.")
  List<String> names = new ArrayList<>();

  @Option(names = "--json", description = "Print an array of JSON objects.")
  boolean json;

  @Mixin SetupOptions setup = new SetupOptions();
}
