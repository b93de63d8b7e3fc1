package dev.parley.policies.internal;

import dev.parley.chat.ChatModel;
import dev.parley.chat.Policy;
import dev.parley.config.Config;
import dev.parley.config.ProviderSettings;
import dev.parley.policies.Fallback;
import dev.parley.policies.PolicyListener;
import dev.parley.policies.RateLimit;
import dev.parley.policies.Retry;
import dev.parley.policies.RetryBudget;
import dev.parley.spi.PolicyDefaults;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Two retries, or as many as the setting {@code retries} says; one budget for each provider. Where
 * {@code rate} or {@code tokens-per-minute} are set, one limit for all models, inside the retries.
 */
public final class DefaultPolicies implements PolicyDefaults {
  private static final long MOST_RETRIES = 100;

  private final Map<String, RetryBudget> budgets = new ConcurrentHashMap<>();
  private final Map<RateSettings, RateLimit> limits = new ConcurrentHashMap<>();

  /** Called by {@link java.util.ServiceLoader}. */
  public DefaultPolicies() {}

  @Override
  public ChatModel wrap(ChatModel model, Config config) {
    ProviderSettings own = config.own();
    Retry.Builder retry = Retry.builder().listener(PolicyListener.logging());
    own.integer("retries").ifPresent(retries -> retry.retries(checked(own, retries)));
    RetryBudget budget =
        budgets.computeIfAbsent(model.id().provider(), name -> RetryBudget.builder().build());
    Policy retries = retry.budget(budget).build();
    return RateSettings.of(own)
        .map(rate -> model.with(retries, limits.computeIfAbsent(rate, r -> r.limit(own))))
        .orElseGet(() -> model.with(retries));
  }

  private static int checked(ProviderSettings own, long retries) {
    if (retries < 0 || retries > MOST_RETRIES) {
      throw own.invalid("retries", "a number from 0, which switches them off, to " + MOST_RETRIES);
    }
    return (int) retries;
  }

  @Override
  public ChatModel join(List<ChatModel> models, Config config) {
    Fallback.Builder fallback = Fallback.builder().listener(PolicyListener.logging());
    models.subList(1, models.size()).forEach(fallback::to);
    return models.get(0).with(fallback.build());
  }
}
