package dev.parley.cli.check;

import dev.parley.cli.setup.SetupOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What may be typed to check what is set up, and what was. */
@Command(
    name = "parley check",
    sortOptions = false,
    description =
        "Checks what is set up and whether it works: a line for each thing, with the fix where it is"
            + " wrong. Sends no prompt and costs nothing.")
final class CheckOptions {
  @Parameters(
      arity = "0..1",
      paramLabel = "PROVIDER|INSTANCE|MODEL",
      description = "What to check; without it the models and instances that are configured.")
  String subject = "";

  @Mixin SetupOptions setup = new SetupOptions();
}
