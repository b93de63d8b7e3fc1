package dev.parley.cli.money;

import dev.parley.config.Config;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What may be typed about money where models are asked. */
public final class BudgetOptions {
  @Option(
      names = "--budget",
      paramLabel = "MONEY/TIME",
      description =
          "Refuse a call that could make the sum of all calls pass that, as \"5.00 USD/day\" (or"
              + " week, or month); off for none.")
  public @Nullable String budget;

  /** Puts it into a configuration, where it wins over the files and the environment. */
  public void into(Config.Builder config) {
    if (budget != null) {
      config.set("budget", budget);
    }
  }
}
