package dev.parley.tck.mutation;

import dev.parley.chat.ModelId;
import dev.parley.embedding.EmbeddingModel;
import dev.parley.embedding.EmbeddingRequest;
import dev.parley.embedding.Embeddings;

/** A model of vectors that does all that another does; mutants override what they break. */
class PassingEmbeddings implements EmbeddingModel {
  private final EmbeddingModel inner;

  PassingEmbeddings(EmbeddingModel inner) {
    this.inner = inner;
  }

  @Override
  public ModelId id() {
    return inner.id();
  }

  @Override
  public Embeddings embed(EmbeddingRequest request) {
    return inner.embed(request);
  }

  @Override
  public void close() {
    inner.close();
  }

  @Override
  public String toString() {
    return inner.toString();
  }
}
