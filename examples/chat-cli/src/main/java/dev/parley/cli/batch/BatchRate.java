package dev.parley.cli.batch;

import dev.parley.cli.process.UsageException;
import dev.parley.config.Config;
import dev.parley.config.ProviderSettings;
import dev.parley.policies.FileLimiterState;
import dev.parley.policies.RateLimit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The limit that a batch keeps to: what was typed, else what is set for all calls. The batch has to
 * know of it, since a call that waits for its turn is no slow one; so it is taken from the model.
 */
final class BatchRate {
  private static final String RATE = "rate";
  private static final String TOKENS = "tokens-per-minute";
  private static final String FILE = "rate-file";
  private static final String OFF = "0";

  private BatchRate() {}

  /**
   * {@return the limit, if there is one}
   *
   * @param config loses its own
   * @throws UsageException if what was typed makes no sense
   * @throws dev.parley.error.ConfigurationException if what is set does not, or the file cannot be
   *     used
   */
  static Optional<RateLimit> take(BatchOptions options, Config.Builder config, Path workingFolder) {
    ProviderSettings own = config.build().own();
    String rate = options.rate != null ? options.rate : own.text(RATE).orElse(OFF);
    long tokens =
        options.tokensPerMinute != null ? options.tokensPerMinute : own.integer(TOKENS).orElse(0L);
    Path file =
        options.rateFile != null
            ? workingFolder.resolve(options.rateFile).toAbsolutePath()
            : own.path(FILE).orElse(null);
    if (options.tokensPerMinute != null && tokens < 1) {
      throw new UsageException("--tokens-per-minute must be a whole number from 1 up");
    }
    boolean none = rate.strip().equals(OFF) && tokens == 0;
    if (none && options.rateFile != null) {
      throw new UsageException(
          "--rate-file is for a limit to be shared; add --rate, --tokens-per-minute or both");
    }
    RateLimit.Builder limit = RateLimit.builder();
    if (options.rate != null || !rate.strip().equals(OFF)) {
      requests(rate.strip(), options.rate != null, own, limit);
    }
    if (tokens < 0) {
      throw own.invalid(TOKENS, "a number of tokens; 0 is off");
    } else if (tokens > 0) {
      limit.tokens(tokens, Duration.ofMinutes(1));
    }
    config.set(RATE, OFF).set(TOKENS, OFF);
    return none ? Optional.empty() : Optional.of(shared(limit, file).build());
  }

  private static void requests(
      String rate, boolean typed, ProviderSettings own, RateLimit.Builder limit) {
    try {
      limit.requests(rate);
    } catch (IllegalArgumentException e) {
      throw typed
          ? new UsageException("--rate must look like 5/s, 100/m, 1000/h or 10000/d")
          : own.invalid(RATE, "a number of requests and a while, such as 5/s or 100/m; 0 is off");
    }
  }

  private static RateLimit.Builder shared(RateLimit.Builder limit, @Nullable Path file) {
    return file == null ? limit : limit.state(FileLimiterState.at(file));
  }
}
