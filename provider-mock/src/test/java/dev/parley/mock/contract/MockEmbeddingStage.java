package dev.parley.mock.contract;

import dev.parley.chat.Usage;
import dev.parley.embedding.Embedding;
import dev.parley.embedding.EmbeddingModel;
import dev.parley.embedding.EmbeddingRequest;
import dev.parley.mock.MockEmbeddingModel;
import dev.parley.tck.EmbeddingStage;
import dev.parley.tck.NotPlayableException;
import dev.parley.tck.Scenario;
import dev.parley.tck.Turn;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;

/** A mock of vectors: the model is its own other side, and its vectors are its own. */
final class MockEmbeddingStage implements EmbeddingStage {
  private static final Duration FOR_EVER = Duration.ofDays(1);

  private final MockEmbeddingModel model;

  private MockEmbeddingStage(MockEmbeddingModel model) {
    this.model = model;
  }

  static MockEmbeddingStage play(Scenario scenario) {
    MockEmbeddingModel.Builder model = MockEmbeddingModel.builder();
    for (Turn turn : scenario.turns()) {
      if (turn instanceof Turn.Refusal refusal) {
        model.failWith(details -> MockScript.error(refusal.failure(), details));
      } else if (turn instanceof Turn.Silence) {
        model.delay(FOR_EVER);
      } else if (turn instanceof Turn.Answer answer && answer.ending() == Turn.Ending.REGULAR) {
        break; // It answers everything in one exchange, so that nothing comes after.
      } else {
        throw new NotPlayableException("a mock has no wire on which there could be " + turn);
      }
    }
    return new MockEmbeddingStage(model.build());
  }

  @Override
  public EmbeddingModel model() {
    return model;
  }

  @Override
  public Embedding vector(String text, OptionalInt dimensions) {
    EmbeddingRequest.Builder request = EmbeddingRequest.builder().text(text);
    dimensions.ifPresent(request::dimensions);
    return MockEmbeddingModel.builder().build().embed(request.build()).vectors().get(0);
  }

  /** Nobody counts. */
  @Override
  public Usage counted(List<String> texts) {
    long characters = texts.stream().mapToLong(String::length).sum();
    return Usage.estimated(Math.max(1, characters / 4), 0);
  }

  @Override
  public int requests() {
    return model.requests().size();
  }

  /** It is asked of answers that never come: one that is not waited for was given up. */
  @Override
  public boolean awaitHangUps(int count, Duration bound) {
    long start = System.nanoTime();
    while (requests() - model.openCalls() < count) {
      if (System.nanoTime() - start > bound.toNanos()) {
        return false;
      }
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }
    return true;
  }

  @Override
  public Optional<String> key() {
    return Optional.empty();
  }

  @Override
  public void close() {
    model.close();
  }
}
