package dev.parley.cli.usage;

import dev.parley.chat.ChatModel;
import dev.parley.chat.Policy;
import dev.parley.cli.money.PriceTable;
import dev.parley.cli.money.Prices;
import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.process.Surroundings;
import dev.parley.cli.setup.CallPolicies;
import dev.parley.cli.setup.ToolGuard;
import dev.parley.config.Config;
import dev.parley.config.SettingsSpec;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Wraps every model that a command opens into one that logs its calls and keeps to the budget. */
public final class Metering implements CallPolicies {
  private final UsageSettings settings;
  private final PriceTable table;
  private final ToolGuard guard;
  private final Surroundings surroundings;
  private final Diagnostics diagnostics;

  @Inject
  Metering(
      UsageSettings settings,
      PriceTable table,
      ToolGuard guard,
      Surroundings surroundings,
      Diagnostics diagnostics) {
    this.settings = settings;
    this.table = table;
    this.guard = guard;
    this.surroundings = surroundings;
    this.diagnostics = diagnostics;
  }

  @Override
  public Policy of(Config config, Supplier<Map<String, SettingsSpec>> installed) {
    return new Policy() {
      private @Nullable Meter meter;

      @Override
      public synchronized ChatModel wrap(ChatModel model) {
        if (meter == null) {
          meter = meter(config, installed.get());
        }
        return new MeteredModel(model, meter);
      }
    };
  }

  /**
   * Looks at what the settings and the prices say, without a call.
   *
   * @throws dev.parley.error.ConfigurationException if something of it makes no sense
   */
  public void check(Config config, Map<String, SettingsSpec> installed) {
    meter(config, installed);
  }

  /** Reads the files; whatever is wrong with them is told before anything is sent. */
  private Meter meter(Config config, Map<String, SettingsSpec> installed) {
    Prices prices = table.read(config, installed);
    Optional<UsageLog> log = settings.log(config);
    Optional<BudgetKeeper> keeper =
        settings
            .budget(config, log)
            .flatMap(budget -> log.map(file -> new BudgetKeeper(budget, prices, table, file)));
    Optional<UnaryOperator<String>> prompts =
        settings.prompts(config) ? Optional.of(guard.filter(config)) : Optional.empty();
    return new Meter(prices, log, keeper, prompts, surroundings.clock(), diagnostics::say);
  }
}
