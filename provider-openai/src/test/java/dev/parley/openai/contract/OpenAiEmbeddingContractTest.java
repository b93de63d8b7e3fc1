package dev.parley.openai.contract;

import dev.parley.tck.EmbeddingContract;
import dev.parley.tck.EmbeddingStage;
import dev.parley.tck.Scenario;
import dev.parley.tck.http.HttpEmbeddingStage;

/** The provider {@code openai} keeps the contract of vectors. */
class OpenAiEmbeddingContractTest implements EmbeddingContract {
  @Override
  public EmbeddingStage playVectors(Scenario scenario) {
    return HttpEmbeddingStage.play(new OpenAiEmbeddingWire(), scenario);
  }
}
