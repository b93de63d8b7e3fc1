package dev.parley.embedding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.chat.Usage;
import dev.parley.chat.Warning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingValuesTest {
  private static final Embedding RIGHT = Embedding.of(2, 0);
  private static final Embedding UP = Embedding.of(0, 3);

  @Test
  void a_vector_copies_what_goes_in_and_out() {
    float[] numbers = {1, 2};
    Embedding vector = Embedding.of(numbers);
    numbers[0] = 7;
    vector.toFloatArray()[1] = 7;
    assertArrayEquals(new float[] {1, 2}, vector.toFloatArray());
    assertEquals(2, vector.dimensions());
  }

  @Test
  void vectors_of_the_same_numbers_are_equal() {
    assertEquals(Embedding.of(1, 2), Embedding.of(1, 2));
    assertEquals(Embedding.of(1, 2).hashCode(), Embedding.of(1, 2).hashCode());
    assertNotEquals(Embedding.of(1, 2), Embedding.of(2, 1));
    assertNotEquals(Embedding.of(1), Embedding.of(1, 0));
    assertEquals("Embedding[2]", Embedding.of(0.25f, 0.5f).toString());
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void a_vector_that_would_be_near_to_nothing_is_refused(float number) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Embedding.of(1, number));
    assertEquals("Number 1 of the vector is not finite", e.getMessage());
    assertThrows(IllegalArgumentException.class, Embedding::of);
  }

  @Test
  void nearness_is_the_cosine_whatever_the_lengths() {
    assertEquals(1, RIGHT.cosineSimilarity(Embedding.of(1, 0)), 1e-9);
    assertEquals(0, RIGHT.cosineSimilarity(UP), 1e-9);
    assertEquals(-1, RIGHT.cosineSimilarity(Embedding.of(-5, 0)), 1e-9);
    assertEquals(Math.sqrt(0.5), UP.cosineSimilarity(Embedding.of(1, 1)), 1e-9);
    assertEquals(0, UP.cosineSimilarity(Embedding.of(0, 0)), 1e-9);
    Embedding huge = Embedding.of(Float.MAX_VALUE, Float.MAX_VALUE);
    assertEquals(1, huge.cosineSimilarity(huge), 1e-9);
    assertThrows(
        IllegalArgumentException.class, () -> RIGHT.cosineSimilarity(Embedding.of(1, 0, 0)));
  }

  @Test
  void an_answer_keeps_the_order_and_copies() {
    List<Embedding> vectors = new ArrayList<>(List.of(UP, RIGHT));
    Warning warning = new Warning("dimensions", "something else was done");
    Embeddings answer =
        Embeddings.builder(vectors)
            .model("m-1")
            .usage(Usage.reported().input(3).build())
            .warnings(List.of(warning))
            .build();
    vectors.clear();
    assertEquals(List.of(UP, RIGHT), answer.vectors());
    assertThrows(UnsupportedOperationException.class, () -> answer.vectors().add(UP));
    assertEquals(2, answer.dimensions());
    assertEquals("m-1", answer.model());
    assertEquals(3, answer.usage().inputTokens());
    assertEquals(List.of(warning), answer.warnings());
    assertEquals("Embeddings[2 of 2, Usage[REPORTED, in 3, out 0]]", answer.toString());
  }

  @Test
  void an_answer_tells_nothing_that_it_was_not_told() {
    Embeddings answer = Embeddings.builder(List.of(UP)).build();
    assertEquals("", answer.model());
    assertEquals(Usage.NONE, answer.usage());
    assertEquals(List.of(), answer.warnings());
  }

  @Test
  void an_answer_without_vectors_or_of_several_lengths_is_none() {
    assertThrows(IllegalArgumentException.class, () -> Embeddings.builder(List.of()));
    assertThrows(
        IllegalArgumentException.class, () -> Embeddings.builder(List.of(UP, Embedding.of(1))));
  }

  @Test
  void a_request_says_what_was_set() {
    Timeouts timeouts = Timeouts.UNSET.with(Kind.WHOLE, Duration.ofSeconds(5));
    List<String> texts = new ArrayList<>(List.of("b", "c"));
    EmbeddingRequest request =
        EmbeddingRequest.builder()
            .text("a")
            .texts(texts)
            .dimensions(3)
            .timeouts(timeouts)
            .option("openai", "user", "u1")
            .build();
    texts.clear();
    for (EmbeddingRequest each : List.of(request, request.toBuilder().build())) {
      assertEquals(List.of("a", "b", "c"), each.texts());
      assertEquals(OptionalInt.of(3), each.dimensions());
      assertEquals(timeouts, each.timeouts());
      assertEquals(Map.of("user", "u1"), each.options("openai"));
      assertEquals(Map.of(), each.options("work"));
    }
    assertThrows(UnsupportedOperationException.class, () -> request.texts().add("d"));
    assertFalse(request.toString().contains("a,"), request::toString);
  }

  @Test
  void a_builder_of_a_request_changes_its_own_only() {
    EmbeddingRequest one = EmbeddingRequest.builder().text("a").option("o", "x", 1).build();
    EmbeddingRequest two = one.toBuilder().text("b").option("o", "y", 2).build();
    assertEquals(List.of("a"), one.texts());
    assertEquals(Map.of("x", 1), one.options("o"));
    assertEquals(List.of("a", "b"), two.texts());
    assertEquals(OptionalInt.empty(), two.dimensions());
    assertEquals(Timeouts.UNSET, two.timeouts());
  }

  @Test
  void what_no_model_has_a_vector_for_is_refused() {
    assertThrows(IllegalArgumentException.class, EmbeddingRequest::of);
    assertThrows(
        IllegalArgumentException.class, () -> EmbeddingRequest.builder().dimensions(1).build());
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> EmbeddingRequest.of("private", ""));
    assertTrue(e.getMessage().startsWith("Text 1 is empty"), e.getMessage());
    assertFalse(e.getMessage().contains("private"), e.getMessage());
    assertEquals(List.of(" "), EmbeddingRequest.of(" ").texts());
  }

  @Test
  void what_makes_no_request_is_refused() {
    EmbeddingRequest.Builder builder = EmbeddingRequest.builder().text("a");
    assertThrows(IllegalArgumentException.class, () -> builder.dimensions(0));
    builder.option("o", "x", Double.NaN);
    assertThrows(IllegalArgumentException.class, builder::build);
  }
}
