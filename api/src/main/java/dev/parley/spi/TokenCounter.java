package dev.parley.spi;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.ModelId;
import dev.parley.chat.TokenCount;
import java.util.Optional;

/**
 * Counts the tokens of requests to one provider's models without asking it; found by {@link
 * java.util.ServiceLoader}, since the tables that it takes are not everybody's. Needs a public
 * no-argument constructor that loads nothing big. Thread-safe.
 */
public interface TokenCounter {

  /** {@return the id of the provider whose models it knows, as {@link ProviderFactory#id()}} */
  String provider();

  /**
   * {@return how many tokens the request is; empty if it cannot tell} It asks nobody, and may take
   * a while the first time.
   *
   * @param model names the provider's instance, under which messages carry provider data, and the
   *     model
   */
  Optional<TokenCount> count(ModelId model, ChatRequest request);

  /**
   * {@return the installed counter of a provider} It is looked for at the first count, by the class
   * loader of the thread that asks for it here, and counts nothing where none is installed.
   * Counting throws a {@link dev.parley.error.ConfigurationException} if there are two, or if one
   * that is installed, whosever it is, cannot be loaded.
   *
   * @param provider the id of the provider
   */
  static TokenCounter installed(String provider) {
    return new InstalledTokenCounter(provider);
  }
}
