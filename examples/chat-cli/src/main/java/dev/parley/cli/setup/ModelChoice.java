package dev.parley.cli.setup;

import dev.parley.Models;
import dev.parley.chat.ChatModel;
import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.process.Surroundings;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;

/**
 * Opens the model to ask: the one typed, else the one configured, else the mock. The mock answers a
 * plain prompt only, so that a pipeline never mistakes its echo for an answer.
 */
public final class ModelChoice {
  private static final String MOCK = "mock";

  private final Surroundings surroundings;
  private final Diagnostics diagnostics;

  @Inject
  ModelChoice(Surroundings surroundings, Diagnostics diagnostics) {
    this.surroundings = surroundings;
    this.diagnostics = diagnostics;
  }

  /**
   * {@return the model}
   *
   * @param address what was typed, if anything
   * @param playful whether the mock may answer where nothing is configured
   * @throws ConfigurationException if it cannot be opened, or there is none
   */
  public ChatModel open(
      Models models, @Nullable String address, boolean playful, SetupOptions options) {
    if (address != null) {
      return models.chat(address);
    }
    try {
      return models.chat();
    } catch (ConfigurationException e) {
      boolean mock =
          e.kind() == Kind.NOTHING_CONFIGURED
              && playful
              && plain(options)
              && models.installed().containsKey(MOCK);
      if (!mock) {
        throw e;
      }
      diagnostics.note(
          "no model is configured, so this answer comes from mock:echo, a mock that only repeats"
              + " the prompt");
      diagnostics.note(
          "for a real model set OPENAI_API_KEY and PARLEY_MODEL=openai:gpt-5-mini, or for one on this"
              + " machine PARLEY_MODEL=llama-local:/path/model.gguf");
      return models.chat(MOCK + ":echo");
    }
  }

  private boolean plain(SetupOptions options) {
    return options.config == null
        && surroundings.environment().getOrDefault("PARLEY_CONFIG", "").isEmpty();
  }
}
