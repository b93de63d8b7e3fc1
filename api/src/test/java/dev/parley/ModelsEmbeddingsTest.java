package dev.parley;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ModelId;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.config.Config;
import dev.parley.config.ProviderSettings;
import dev.parley.config.SettingsSpec;
import dev.parley.embedding.Embedding;
import dev.parley.embedding.EmbeddingModel;
import dev.parley.embedding.EmbeddingRequest;
import dev.parley.embedding.Embeddings;
import dev.parley.error.ConfigurationException;
import dev.parley.spi.Provider;
import dev.parley.spi.ProviderFactory;
import dev.parley.testing.FakeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The door to models that make vectors. */
class ModelsEmbeddingsTest {
  private static final EmbeddingRequest TEXT = EmbeddingRequest.of("text");

  /** Its vectors say which model made them; it remembers what it was asked. */
  private static final class Vectors implements ProviderFactory {
    private final List<EmbeddingRequest> requests = new ArrayList<>();
    private final List<String> closed = new ArrayList<>();

    @Override
    public String id() {
      return "vectors";
    }

    @Override
    public SettingsSpec settings() {
      return SettingsSpec.of();
    }

    @Override
    public Provider open(ProviderSettings settings) {
      return new Provider() {
        @Override
        public ChatModel chat(String model) {
          throw new UnsupportedOperationException(model);
        }

        @Override
        public Optional<EmbeddingModel> embeddings(String model) {
          return Optional.of(new Model(new ModelId(settings.instance(), model)));
        }

        @Override
        public void close() {
          closed.add(settings.instance());
        }
      };
    }

    private final class Model implements EmbeddingModel {
      private final ModelId id;

      Model(ModelId id) {
        this.id = id;
      }

      @Override
      public ModelId id() {
        return id;
      }

      @Override
      public Embeddings embed(EmbeddingRequest request) {
        requests.add(request);
        return Embeddings.builder(List.of(Embedding.of(1))).model(id.toString()).build();
      }

      @Override
      public void close() {
        closed.add(id.toString());
      }
    }
  }

  private final Vectors vectors = new Vectors();

  private Models models(Config config) {
    return Models.builder()
        .discover(false)
        .config(config)
        .provider(vectors)
        .provider(new FakeFactory("alpha"))
        .build();
  }

  private Models models(String... settings) {
    Config.Builder config = Config.builder();
    for (int i = 0; i < settings.length; i += 2) {
      config.set(settings[i], settings[i + 1]);
    }
    return models(config.build());
  }

  private static ConfigurationException refused(Models models, String address) {
    return assertThrows(ConfigurationException.class, () -> models.embeddings(address));
  }

  @Test
  void a_model_is_opened_by_its_address() {
    try (Models models = models("work.provider", "vectors")) {
      EmbeddingModel model = models.embeddings("work:a/b:c");
      assertEquals(new ModelId("work", "a/b:c"), model.id());
      assertEquals("work:a/b:c", model.toString());
      assertEquals("work:a/b:c", model.embed(TEXT).model());
    }
    assertEquals(List.of("work"), vectors.closed);
  }

  @Test
  void closing_the_model_leaves_its_provider_open() {
    try (Models models = models()) {
      models.embeddings("vectors:x").close();
      assertEquals(List.of("vectors:x"), vectors.closed);
      assertSame(models.provider("vectors"), models.provider("vectors"));
    }
  }

  @Test
  void the_configuration_names_one() {
    try (Models models = models("embedding-model", "vectors:x", "model", "alpha:y")) {
      assertEquals("vectors:x", models.embeddings().id().toString());
      assertEquals("alpha:y", models.chat().id().toString());
    }
  }

  @Test
  void none_configured_says_how_to_begin() {
    try (Models models = models("model", "vectors:x")) {
      ConfigurationException e = assertThrows(ConfigurationException.class, models::embeddings);
      assertEquals(ConfigurationException.Kind.NOTHING_CONFIGURED, e.kind());
      assertTrue(e.getMessage().contains("PARLEY_EMBEDDING_MODEL"), e::getMessage);
    }
  }

  @Test
  void the_time_outs_are_the_configurations_where_the_request_sets_none() {
    try (Models models = models("timeout.whole", "7s", "timeout.silence", "8s")) {
      Timeouts own = Timeouts.UNSET.with(Kind.WHOLE, Duration.ofSeconds(1));
      models
          .embeddings("vectors:x")
          .embed(TEXT.toBuilder().timeouts(own).dimensions(3).option("vectors", "a", 1).build());
    }
    EmbeddingRequest sent = vectors.requests.get(0);
    assertEquals(Optional.of(Duration.ofSeconds(1)), sent.timeouts().get(Kind.WHOLE));
    assertEquals(Optional.of(Duration.ofSeconds(8)), sent.timeouts().get(Kind.SILENCE));
    assertEquals(3, sent.dimensions().orElseThrow());
    assertEquals(Map.of("a", 1), sent.options("vectors"));
  }

  @Test
  void a_provider_without_embeddings_is_told_apart_from_one_that_is_unknown() {
    try (Models models = models()) {
      ConfigurationException e = refused(models, "alpha:x");
      assertEquals(ConfigurationException.Kind.NOT_OFFERED, e.kind());
      assertTrue(e.getMessage().contains("\"alpha\""), e::getMessage);
      assertEquals(ConfigurationException.Kind.UNKNOWN_PROVIDER, refused(models, "gamma:x").kind());
      assertEquals(ConfigurationException.Kind.MALFORMED_ADDRESS, refused(models, "x").kind());
    }
  }

  @Test
  void there_is_no_falling_back_from_one_model_to_another() {
    try (Models models = models()) {
      ConfigurationException e = refused(models, "vectors:x | vectors:y");
      assertEquals(ConfigurationException.Kind.MALFORMED_ADDRESS, e.kind());
      assertTrue(e.getMessage().contains("cannot be compared"), e::getMessage);
    }
  }

  @Test
  void closed_models_open_none() {
    Models models = models();
    models.close();
    assertThrows(IllegalStateException.class, () -> models.embeddings("vectors:x"));
  }

  @Test
  void the_environment_names_one_and_the_working_folder_may_not(@TempDir Path folder)
      throws IOException {
    Map<String, String> environment = Map.of("PARLEY_EMBEDDING_MODEL", "vectors:x");
    Config config = Config.standard(environment, folder).userFile(folder.resolve("none")).build();
    try (Models models = models(config)) {
      assertEquals("vectors:x", models.embeddings().id().toString());
    }
    Files.writeString(folder.resolve("parley.properties"), "embedding-model = vectors:x\n");
    Config.Builder untrusted = Config.standard(Map.of(), folder).userFile(folder.resolve("none"));
    ConfigurationException e = assertThrows(ConfigurationException.class, untrusted::build);
    assertEquals(ConfigurationException.Kind.FORBIDDEN_SETTING, e.kind());
  }
}
