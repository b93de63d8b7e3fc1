package dev.parley.policies.internal;

import dev.parley.config.ProviderSettings;
import dev.parley.error.ConfigurationException;
import dev.parley.policies.FileLimiterState;
import dev.parley.policies.PolicyListener;
import dev.parley.policies.RateLimit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The limit that the settings {@code rate}, {@code tokens-per-minute} and {@code rate-file} make.
 *
 * @param requests how many in a while, as {@link RateLimit.Builder#requests(String)} has it
 * @param tokens how many a minute
 * @param file where is counted, if not in this process
 */
record RateSettings(Optional<String> requests, Optional<Long> tokens, Optional<Path> file) {
  private static final String OFF = "0";

  /**
   * {@return the settings; empty if there is no limit}
   *
   * @throws ConfigurationException if a value is wrong, but for the rate, which is read by {@link
   *     #limit}
   */
  static Optional<RateSettings> of(ProviderSettings own) {
    Optional<Path> file = own.path("rate-file");
    if (file.isPresent() && !file.get().isAbsolute()) {
      throw own.invalid(
          "rate-file", "an absolute path, since processes in other folders are to find it too");
    }
    if (file.isPresent() && own.text("rate").or(() -> own.text("tokens-per-minute")).isEmpty()) {
      throw own.invalid(
          "rate-file", "set along with a limit to be shared: rate, tokens-per-minute or both");
    }
    Optional<String> requests = own.text("rate").filter(text -> !text.equals(OFF));
    Optional<Long> tokens =
        own.integer("tokens-per-minute").map(most -> tokens(own, most)).filter(most -> most > 0);
    return requests.isPresent() || tokens.isPresent()
        ? Optional.of(new RateSettings(requests, tokens, file))
        : Optional.empty();
  }

  private static long tokens(ProviderSettings own, long most) {
    if (most < 0) {
      throw own.invalid("tokens-per-minute", "a number of tokens; 0 is off");
    }
    return most;
  }

  /**
   * {@return the policy}
   *
   * @param own by which errors name the settings
   * @throws ConfigurationException if the rate is wrong, or the file cannot be used
   */
  RateLimit limit(ProviderSettings own) {
    RateLimit.Builder limit = RateLimit.builder().listener(PolicyListener.logging());
    requests.ifPresent(rate -> add(own, rate, limit));
    tokens.ifPresent(most -> limit.tokens(most, Duration.ofMinutes(1)));
    file.ifPresent(path -> limit.state(shared(own, path)));
    return limit.build();
  }

  private static void add(ProviderSettings own, String rate, RateLimit.Builder limit) {
    try {
      limit.requests(rate);
    } catch (IllegalArgumentException e) {
      throw own.invalid(
          "rate",
          "a number of requests and a while, such as 5/s, 100/m, 1000/h or 10000/d; 0 is off");
    }
  }

  private static FileLimiterState shared(ProviderSettings own, Path path) {
    try {
      return FileLimiterState.at(path);
    } catch (ConfigurationException e) {
      String name = own.fullName("rate-file");
      throw new ConfigurationException(
          e.kind(), "Setting \"" + name + "\": " + e.getMessage(), name, List.of(), e);
    }
  }
}
