package dev.parley.mock.contract;

import dev.parley.tck.EmbeddingContract;
import dev.parley.tck.EmbeddingStage;
import dev.parley.tck.Scenario;

/** The provider {@code mock} keeps the contract of vectors. */
class MockEmbeddingContractTest implements EmbeddingContract {
  @Override
  public EmbeddingStage playVectors(Scenario scenario) {
    return MockEmbeddingStage.play(scenario);
  }
}
