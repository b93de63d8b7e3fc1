package dev.parley.cli.check;

import dev.parley.cli.setup.SetupOptions;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What may be typed to list models, and what was. */
@Command(
    name = "parley models",
    sortOptions = false,
    description = "Lists the models that providers tell of, as -m takes them.")
final class ModelsOptions {
  @Parameters(
      paramLabel = "PROVIDER",
      arity = "0..*",
      description = "Providers or instances; without one all that are set up.")
  List<String> instances = new ArrayList<>();

  @Option(names = "--json", description = "Print an array of JSON objects.")
  boolean json;

  @Mixin SetupOptions setup = new SetupOptions();

  /** {@return the options that say in which form a failure is told} */
  List<String> failureForm() {
    List<String> form = new ArrayList<>();
    if (json) {
      form.add("--json");
    }
    if (setup.debug) {
      form.add("--debug");
    }
    return form;
  }
}
