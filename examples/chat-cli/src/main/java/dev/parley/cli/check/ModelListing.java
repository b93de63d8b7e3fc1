package dev.parley.cli.check;

import dev.parley.Models;
import dev.parley.chat.ModelCatalog;
import dev.parley.chat.ModelId;
import dev.parley.chat.ModelInfo;
import dev.parley.chat.Timeouts;
import dev.parley.cli.setup.InstanceSecrets;
import dev.parley.cli.setup.InstanceSettings;
import dev.parley.config.Config;
import dev.parley.config.ProviderSettings;
import dev.parley.error.CancelledException;
import dev.parley.error.ErrorDetails;
import dev.parley.error.TimedOutException;
import dev.parley.spi.Provider;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks a provider for its models, and waits for a short time only: a list comes soon or not at all,
 * and whoever looks whether something works does not want to wait.
 */
public final class ModelListing {
  private static final Duration USUAL_LIMIT = Duration.ofSeconds(15);

  /** Whose errors it tells where there is no one model. */
  private static final String ALL = "*";

  private final InstanceSecrets secrets;

  @Inject
  ModelListing(InstanceSecrets secrets) {
    this.secrets = secrets;
  }

  /**
   * {@return the models; empty if the provider cannot tell} The limit is the setting {@code
   * timeout.first-event} if it is set, else 15 s. An instance whose limit has passed is closed.
   * What it takes to get at the keys, such as a command that asks a person, is not counted.
   *
   * @throws dev.parley.error.ParleyException if there is no telling, or no answer in time
   */
  public Optional<List<ModelInfo>> list(String instance, Config config, Models models) {
    Provider provider = models.provider(instance);
    Optional<ModelCatalog> catalog = provider.models();
    if (catalog.isEmpty()) {
      return Optional.empty();
    }
    secrets.resolve(InstanceSettings.of(instance, config, models.installed()));
    FutureTask<List<ModelInfo>> asking = new FutureTask<>(catalog.get()::list);
    Thread thread = new Thread(asking, "parley-model-list");
    thread.setDaemon(true);
    thread.start();
    Duration limit = limit(config);
    try {
      return Optional.of(asking.get(limit.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      provider.close(); // Which cancels on the wire.
      throw timedOut(instance, limit);
    } catch (InterruptedException e) {
      provider.close();
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted", ErrorDetails.of(new ModelId(instance, ALL)), e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure; // The typed error, as if it had been thrown here.
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private static Duration limit(Config config) {
    ProviderSettings own = config.own();
    String setting = "timeout." + Timeouts.Kind.FIRST_EVENT.settingName();
    return own.origin(setting).isEmpty()
        ? USUAL_LIMIT
        : own.duration(setting).filter(limit -> !limit.isZero()).orElse(USUAL_LIMIT);
  }

  private static TimedOutException timedOut(String instance, Duration limit) {
    return new TimedOutException(
        "no list of models came within "
            + limit.toMillis()
            + " ms; does the server run, and is its address right? A longer wait:"
            + " PARLEY_TIMEOUT_FIRST_EVENT=60s",
        ErrorDetails.of(new ModelId(instance, ALL)),
        Timeouts.Kind.FIRST_EVENT,
        limit,
        null);
  }
}
