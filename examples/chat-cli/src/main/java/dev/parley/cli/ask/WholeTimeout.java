package dev.parley.cli.ask;

import dev.parley.cli.process.UsageException;
import dev.parley.config.Config;
import dev.parley.error.ConfigurationException;
import java.time.Duration;
import java.util.Map;

/** The time-out that was typed. */
public final class WholeTimeout {
  private static final String SETTING = "timeout.whole";

  private WholeTimeout() {}

  /**
   * Puts it into the configuration.
   *
   * @throws UsageException if it is no duration
   */
  public static void into(Config.Builder config, String typed) {
    Duration whole;
    try {
      whole = Config.of(Map.of(SETTING, typed)).own().duration(SETTING).orElse(Duration.ZERO);
    } catch (ConfigurationException e) {
      throw new UsageException("--timeout must be a number and a unit, as 500ms, 30s or 5m");
    }
    if (whole.isZero()) {
      throw new UsageException("--timeout must be longer than no time; leave it out for none");
    }
    config.set(SETTING, () -> typed);
  }
}
