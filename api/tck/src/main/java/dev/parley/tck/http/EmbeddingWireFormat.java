package dev.parley.tck.http;

import dev.parley.embedding.EmbeddingModel;
import dev.parley.spi.Provider;
import java.util.List;
import java.util.OptionalInt;

/** How a protocol over HTTP speaks of vectors. */
public interface EmbeddingWireFormat extends WireFormat {

  /** {@return the model of that provider that is asked for vectors} */
  default EmbeddingModel embeddings(Provider provider) {
    return provider
        .embeddings("tck-model")
        .orElseThrow(() -> new IllegalStateException("The provider has no embeddings"));
  }

  /** {@return the texts that a request wants vectors of, in their order} */
  List<String> texts(RecordedRequest request);

  /** {@return how many numbers a request wants in each vector, if it says} */
  OptionalInt dimensions(RecordedRequest request);

  /**
   * {@return an answer with those vectors; one that numbers them may have them in any order}
   *
   * @param inputTokens what the texts cost
   */
  Reply vectors(List<float[]> vectors, long inputTokens);
}
