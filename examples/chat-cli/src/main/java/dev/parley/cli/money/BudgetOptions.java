package dev.parley.cli.money;

import dev.parley.cli.process.UsageException;
import dev.parley.config.Config;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What may be typed about money where models are asked. */
public final class BudgetOptions {
  private static final String OFF = "off";

  @Option(
      names = "--budget",
      paramLabel = "MONEY/TIME",
      description =
          "Refuse a call that could make the sum of all calls pass that, as \"5.00 USD/day\" (or"
              + " week, or month); off for none.")
  public @Nullable String budget;

  /**
   * Puts it into a configuration, where it wins over the files and the environment.
   *
   * @throws UsageException if it is no budget
   */
  public void into(Config.Builder config) {
    if (budget == null) {
      return;
    }
    if (!budget.strip().equals(OFF)) {
      try {
        Budget.parse(budget);
      } catch (IllegalArgumentException e) {
        throw new UsageException("--budget takes " + Budget.FORM + "; or " + OFF);
      }
    }
    config.set("budget", budget);
  }
}
