package dev.parley.cli.setup;

import dev.parley.chat.Policy;
import dev.parley.config.Config;
import dev.parley.config.SettingsSpec;
import java.util.Map;
import java.util.function.Supplier;

/** Says in what the models of a command are wrapped, besides the default policies. */
public interface CallPolicies {
  /**
   * {@return the policy, which reads nothing before it wraps a model}
   *
   * @param installed what each installed provider takes
   */
  Policy of(Config config, Supplier<Map<String, SettingsSpec>> installed);
}
