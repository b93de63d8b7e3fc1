package dev.parley.mock;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.Models;
import dev.parley.chat.ModelId;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.chat.Usage;
import dev.parley.config.Config;
import dev.parley.embedding.Embedding;
import dev.parley.embedding.EmbeddingModel;
import dev.parley.embedding.EmbeddingRequest;
import dev.parley.embedding.Embeddings;
import dev.parley.error.NotFoundException;
import dev.parley.error.RateLimitedException;
import dev.parley.error.TimedOutException;
import dev.parley.spi.Provider;
import dev.parley.spi.Sleeper;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class MockEmbeddingModelTest {
  private static final EmbeddingRequest SKY = EmbeddingRequest.of("Why is the sky blue?");

  private final MockEmbeddingModel model = MockEmbeddingModel.builder().build();

  private Embedding of(String text) {
    return model.embed(EmbeddingRequest.of(text)).vectors().get(0);
  }

  private static double length(Embedding vector) {
    double squares = 0;
    for (float number : vector.toFloatArray()) {
      squares += (double) number * number;
    }
    return Math.sqrt(squares);
  }

  @Test
  void a_text_has_the_same_vector_everywhere_and_for_ever() {
    assertArrayEquals(
        new float[] {0.3616f, -0.87515f, 0.32149f},
        model.embed(SKY.toBuilder().dimensions(3).build()).vectors().get(0).toFloatArray(),
        1e-5f);
    assertEquals(
        of("sky"),
        MockEmbeddingModel.builder().build().embed(EmbeddingRequest.of("sky")).vectors().get(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", " ", "?!", "\ud83d", "Grüße 😀", "the the the", "7"})
  void every_text_has_one_of_length_one(String text) {
    assertEquals(256, of(text).dimensions());
    assertEquals(1, length(of(text)), 1e-5);
  }

  @Test
  void texts_that_share_words_are_near() {
    Embedding question = of("Why is the sky blue?");
    double near = question.cosineSimilarity(of("The sky is blue."));
    double far = question.cosineSimilarity(of("Bread needs flour, water and salt."));
    assertTrue(near > 0.7, () -> "near: " + near);
    assertTrue(Math.abs(far) < 0.3, () -> "far: " + far);
  }

  @Test
  void no_two_texts_have_one_vector() {
    assertNotEquals(of("sky"), of("Sky"));
    assertNotEquals(of("a b"), of("b a"));
    assertNotEquals(of(" "), of("  "));
  }

  @Test
  void a_request_has_the_last_word_on_the_length() {
    MockEmbeddingModel small = MockEmbeddingModel.builder().dimensions(8).build();
    assertEquals(8, small.embed(SKY).dimensions());
    assertEquals(1, small.embed(SKY.toBuilder().dimensions(1).build()).dimensions());
    assertThrows(IllegalArgumentException.class, () -> MockEmbeddingModel.builder().dimensions(0));
  }

  @Test
  void usage_is_an_estimate_and_requests_are_recorded() {
    Embeddings answer = model.embed(SKY);
    assertEquals(Usage.estimated(5, 0), answer.usage());
    assertEquals("hash", answer.model());
    assertEquals(List.of(SKY), model.requests());
    assertEquals("mock:hash", model.toString());
  }

  @Test
  void failures_are_scripted() {
    MockEmbeddingModel failing =
        MockEmbeddingModel.builder()
            .failWith(details -> new RateLimitedException("slow down", details, null))
            .build();
    RateLimitedException e = assertThrows(RateLimitedException.class, () -> failing.embed(SKY));
    assertEquals(new ModelId("mock", "hash"), e.model());
    assertEquals(1, failing.embed(SKY).vectors().size());
    assertEquals(2, failing.requests().size());
  }

  @Test
  void a_delay_runs_under_the_time_outs_and_nobody_waits() {
    MockEmbeddingModel slow =
        MockEmbeddingModel.builder().sleeper(Sleeper.virtual()).delay(Duration.ofHours(1)).build();
    TimedOutException e = assertThrows(TimedOutException.class, () -> slow.embed(SKY));
    assertEquals(Kind.FIRST_EVENT, e.timeout());
    Timeouts off =
        Timeouts.UNSET.with(Kind.FIRST_EVENT, Duration.ZERO).with(Kind.WHOLE, Duration.ZERO);
    assertEquals(1, slow.embed(SKY.toBuilder().timeouts(off).build()).vectors().size());
    assertEquals(0, slow.openCalls());
  }

  @Test
  void it_is_found_by_its_name() {
    try (Models models = Models.load(Config.of(Map.of("fake.provider", "mock")))) {
      EmbeddingModel found = models.embeddings("fake:hash");
      assertEquals(new ModelId("fake", "hash"), found.id());
      assertEquals(of("sky"), found.embed(EmbeddingRequest.of("sky")).vectors().get(0));
      EmbeddingModel unknown = models.embeddings("fake:hush");
      for (int i = 0; i < 2; i++) {
        NotFoundException e = assertThrows(NotFoundException.class, () -> unknown.embed(SKY));
        assertEquals(
            "fake:hush: there is no such mock model. Did you mean \"hash\"? There are: hash",
            e.getMessage());
      }
    }
  }

  @Test
  void closing_the_provider_closes_its_models() {
    Provider provider;
    EmbeddingModel found;
    try (Models models = Models.load(Config.of(Map.of()))) {
      provider = models.provider("mock");
      found = models.embeddings("mock:hash");
    }
    assertThrows(IllegalStateException.class, () -> found.embed(SKY));
    assertThrows(IllegalStateException.class, () -> provider.embeddings("hash"));
  }
}
