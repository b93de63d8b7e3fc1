package dev.parley.tck;

import dev.parley.chat.Usage;
import dev.parley.embedding.Embedding;
import dev.parley.embedding.EmbeddingModel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A model that makes vectors, and another side that plays a {@link Scenario} to it. The other side
 * answers each {@link Turn.Answer}, whose beats do not matter, with a vector for each text.
 * Thread-safe.
 */
public interface EmbeddingStage extends AutoCloseable {
  /** How many numbers the other side's vectors have where it is not asked for a length. */
  int DIMENSIONS = 3;

  /**
   * {@return the vector that the kit's other sides give a text: numbers that text forms carry
   * exactly, and other ones for another text}
   */
  static float[] vectorOf(String text, OptionalInt dimensions) {
    float[] numbers = new float[dimensions.orElse(DIMENSIONS)];
    long state = text.hashCode();
    for (int i = 0; i < numbers.length; i++) {
      state = state * 0x5851f42d4c957f2dL + 0x14057b7ef767814fL;
      numbers[i] = (state >>> 44) / 1024f - 512;
    }
    return numbers;
  }

  /** {@return the model under test, as a program gets it from its provider} */
  EmbeddingModel model();

  /** {@return the vector that the other side gives a text; a real model has its own} */
  default Embedding vector(String text, OptionalInt dimensions) {
    return Embedding.of(vectorOf(text, dimensions));
  }

  /** {@return what the other side counts for these texts; the kit's counts one token a text} */
  default Usage counted(List<String> texts) {
    return Usage.reported().input(texts.size()).build();
  }

  /** {@return how many requests of the scenario have reached the other side} */
  int requests();

  /**
   * {@return whether the other side has seen so many of its answers given up, which is waited for
   * within {@code bound}}
   */
  boolean awaitHangUps(int count, Duration bound);

  /** {@return the key that the model was set up with, where the protocol has keys} */
  Optional<String> key();

  /** Closes the model's provider, then the other side. */
  @Override
  void close();
}
