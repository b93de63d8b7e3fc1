package dev.parley;

import dev.parley.chat.ModelId;
import dev.parley.chat.Timeouts;
import dev.parley.config.Config;
import dev.parley.embedding.EmbeddingModel;
import dev.parley.embedding.EmbeddingRequest;
import dev.parley.embedding.Embeddings;

/** Fills the time-outs that a request leaves unset from the configuration, read once. */
final class EmbeddingDefaults implements EmbeddingModel {
  private final EmbeddingModel inner;
  private final Timeouts timeouts;

  EmbeddingDefaults(EmbeddingModel inner, Config config) {
    this.inner = inner;
    this.timeouts = RequestDefaults.timeouts(config.own());
  }

  @Override
  public ModelId id() {
    return inner.id();
  }

  @Override
  public Embeddings embed(EmbeddingRequest request) {
    return inner.embed(request.toBuilder().timeouts(request.timeouts().orElse(timeouts)).build());
  }

  @Override
  public void close() {
    inner.close();
  }

  @Override
  public String toString() {
    return id().toString();
  }
}
