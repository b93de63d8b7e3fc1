package dev.parley.cli.setup;

import dev.parley.Models;
import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.process.Surroundings;
import dev.parley.cli.process.UsageException;
import dev.parley.config.Config;
import dev.parley.config.SettingsSpec;
import dev.parley.spi.PolicyDefaults;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Reads the configuration that a command runs with. */
public final class Setup {
  /** What {@code --guard} may be. */
  public static final List<String> GUARD_MODES = List.of("off", "warn", "redact", "refuse");

  private final Surroundings surroundings;
  private final EnvFiles envFiles;
  private final Supplier<Models.Builder> door;
  private final ToolGuard guard;
  private final CallPolicies callPolicies;
  private final SecretMask mask;
  private final Diagnostics diagnostics;

  @Inject
  Setup(
      Surroundings surroundings,
      EnvFiles envFiles,
      Supplier<Models.Builder> door,
      ToolGuard guard,
      CallPolicies callPolicies,
      SecretMask mask,
      Diagnostics diagnostics) {
    this.surroundings = surroundings;
    this.envFiles = envFiles;
    this.door = door;
    this.guard = guard;
    this.callPolicies = callPolicies;
    this.mask = mask;
    this.diagnostics = diagnostics;
  }

  /**
   * {@return a builder of the configuration, to which a command may add its own settings}
   *
   * @throws dev.parley.error.ConfigurationException if a file of keys is wrong
   */
  public Config.Builder config(SetupOptions options) {
    if (options.quiet) {
      diagnostics.quiet();
    }
    Map<String, String> environment = envFiles.read(options).over(surroundings.environment());
    Config.Builder builder = options.config(environment, surroundings.workingFolder());
    if (options.offline) {
      builder.set("offline", "true");
    }
    if (options.guard != null) {
      if (!GUARD_MODES.contains(options.guard)) {
        throw new UsageException(
            "--guard is one of " + String.join(", ", GUARD_MODES) + ", not " + options.guard);
      }
      builder.set("guard", options.guard);
    }
    if (options.store != null) {
      builder.set("store", options.store);
    }
    return builder;
  }

  /**
   * {@return the door to all models; to be closed} What its chat models are asked is logged, and
   * keeps to the budget.
   */
  public Models models(Config config) {
    AtomicReference<Map<String, SettingsSpec>> installed = new AtomicReference<>(Map.of());
    Models models = models(config, door.get().around(callPolicies.of(config, installed::get)));
    installed.set(models.installed());
    return models;
  }

  /** {@return a door whose models come in these policies only; to be closed} */
  public Models models(Config config, PolicyDefaults policies) {
    return models(config, door.get().policies(policies));
  }

  private Models models(Config config, Models.Builder builder) {
    Models models = builder.config(config).guard(guard).build();
    mask.learn(config, models);
    return models;
  }
}
