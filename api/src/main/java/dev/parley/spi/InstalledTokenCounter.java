package dev.parley.spi;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.ModelId;
import dev.parley.chat.TokenCount;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The counter of a provider that {@link ServiceLoader} finds, once somebody counts. */
final class InstalledTokenCounter implements TokenCounter {
  private final String provider;

  /** Taken as it is made, so that whose class loader is used does not depend on who counts. */
  private final ServiceLoader<TokenCounter> loader = ServiceLoader.load(TokenCounter.class);

  /** Written before {@code looked}, and read after it. */
  private @Nullable TokenCounter found;

  private volatile boolean looked;

  InstalledTokenCounter(String provider) {
    this.provider = provider;
  }

  @Override
  public String provider() {
    return provider;
  }

  @Override
  public Optional<TokenCount> count(ModelId model, ChatRequest request) {
    return find().flatMap(counter -> count(counter, model, request));
  }

  private Optional<TokenCount> count(TokenCounter counter, ModelId model, ChatRequest request) {
    try {
      return counter.count(model, request);
    } catch (LinkageError e) { // A table or a library of its own is missing, or of another version.
      throw broken(
          "Tokens of provider \""
              + provider
              + "\" are counted by "
              + counter.getClass().getName()
              + ", which lacks what it needs: "
              + e,
          e);
    }
  }

  private Optional<TokenCounter> find() {
    if (!looked) {
      look();
    }
    return Optional.ofNullable(found);
  }

  /**
   * Loaders are not thread-safe. What fails is looked for again, and fails again: a loader that has
   * told of a broken counter once would else pass it over.
   */
  private synchronized void look() {
    if (looked) {
      return;
    }
    List<String> problems = new ArrayList<>();
    List<TokenCounter> mine = new ArrayList<>();
    loader.reload();
    Discovery.each(
        loader.iterator(),
        counter -> {
          if (counter.provider().equals(provider)) {
            mine.add(counter);
          }
        },
        problems);
    if (mine.size() > 1) {
      throw twice(mine);
    } else if (mine.isEmpty() && !problems.isEmpty()) {
      throw broken(
          "A token counter cannot be loaded, perhaps that of provider \""
              + provider
              + "\": "
              + String.join("; ", problems),
          null);
    }
    found = mine.isEmpty() ? null : mine.get(0);
    looked = true;
  }

  private ConfigurationException twice(List<TokenCounter> counters) {
    return new ConfigurationException(
        Kind.DUPLICATE_PROVIDER,
        "Tokens of provider \""
            + provider
            + "\" are counted by "
            + counters.stream()
                .map(counter -> counter.getClass().getName())
                .collect(Collectors.joining(" and "))
            + "; take one of their jars off the class path",
        provider,
        List.of(),
        null);
  }

  private ConfigurationException broken(String problem, @Nullable LinkageError cause) {
    return new ConfigurationException(
        Kind.BROKEN_PROVIDER,
        problem + ". Mend its jar, or take it off the class path to have tokens estimated",
        provider,
        List.of(),
        cause);
  }
}
