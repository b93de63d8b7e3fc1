package dev.parley.openai.internal;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ModelCatalog;
import dev.parley.chatcompletions.ChatCompletions;
import dev.parley.config.ProviderSettings;
import dev.parley.embedding.EmbeddingModel;
import dev.parley.spi.Provider;
import jakarta.inject.Inject;
import java.util.Optional;

/** One configured instance; its models share a pool of connections. */
public final class OpenAiProvider implements Provider {
  private final ChatCompletions server;
  private final boolean responses;
  private final int textsAtOnce;

  /** A provider over {@code server}, which it closes. */
  @Inject
  public OpenAiProvider(ProviderSettings settings, ChatCompletions server) {
    this.server = server;
    this.responses = settings.choice("api").orElseThrow().equals("responses");
    this.textsAtOnce = textsAtOnce(settings);
  }

  private static int textsAtOnce(ProviderSettings settings) {
    long value = settings.integer("embedding-batch").orElseThrow();
    if (value < 1 || value > Integer.MAX_VALUE) {
      throw settings.invalid("embedding-batch", "from 1 to " + Integer.MAX_VALUE);
    }
    return (int) value;
  }

  @Override
  public ChatModel chat(String model) {
    return responses ? server.responses(model) : server.model(model);
  }

  @Override
  public Optional<EmbeddingModel> embeddings(String model) {
    return Optional.of(server.embeddings(model, textsAtOnce));
  }

  @Override
  public Optional<ModelCatalog> models() {
    return Optional.of(server.models());
  }

  @Override
  public void close() {
    server.close();
  }

  /** {@return where its server is, without anything secret} */
  @Override
  public String toString() {
    return "OpenAiProvider[" + server + "]";
  }
}
