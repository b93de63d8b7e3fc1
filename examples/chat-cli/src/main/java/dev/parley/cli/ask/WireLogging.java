package dev.parley.cli.ask;

import dev.parley.Models;
import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.setup.ToolGuard;
import dev.parley.config.Config;
import dev.parley.config.SettingsSpec;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Shows on stderr what goes over the wire. The provider's own log is that, which knows the keys and
 * masks them; the guard masks other secrets. Closing it ends it.
 */
final class WireLogging implements AutoCloseable {
  private static final String SETTING = "wire-log";

  /** The logger of the setting; its name is part of what the provider documents. */
  private final Logger logger = Logger.getLogger("dev.parley.wire");

  private final Diagnostics diagnostics;
  private final Supplier<Models.Builder> door;
  private final ToolGuard guard;
  private final Handler handler = new ToStderr();
  private UnaryOperator<String> filter = UnaryOperator.identity();

  @Inject
  WireLogging(Diagnostics diagnostics, ToolGuard guard, Supplier<Models.Builder> door) {
    this.diagnostics = diagnostics;
    this.guard = guard;
    this.door = door;
  }

  /**
   * Begins.
   *
   * @param builder of the configuration, in which the log is switched on
   * @param model the address that was typed, if any
   */
  void begin(Config.Builder builder, @Nullable String model) {
    Config config = builder.build();
    filter = guard.filter(config);
    try (Models models = door.get().config(config).build()) {
      Map<String, SettingsSpec> installed = models.installed();
      for (String instance : ModelAddress.instances(model, config)) {
        SettingsSpec spec = installed.get(config.providerOf(instance).orElse(instance));
        if (spec != null && spec.find(SETTING).isPresent()) {
          builder.set(instance + "." + SETTING, "bodies");
        } else if (spec != null) {
          diagnostics.note("the provider of " + instance + " has no log for --debug-http to show");
        }
      }
    }
    logger.setLevel(Level.ALL);
    logger.setUseParentHandlers(false);
    logger.addHandler(handler);
  }

  @Override
  public void close() {
    logger.removeHandler(handler);
  }

  /** A line for each line. */
  private final class ToStderr extends Handler {
    @Override
    public void publish(LogRecord entry) {
      filter.apply(entry.getMessage()).lines().forEach(diagnostics::line);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
