package dev.parley.openai;

import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import dev.parley.Models;
import dev.parley.chat.ModelCatalog;
import dev.parley.chat.ModelInfo;
import dev.parley.config.Config;
import dev.parley.config.Secret;
import dev.parley.embedding.Embedding;
import dev.parley.embedding.EmbeddingModel;
import dev.parley.embedding.EmbeddingRequest;
import dev.parley.error.ConfigurationException;
import dev.parley.error.RefusedLocallyException;
import dev.parley.spi.Provider;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Vectors and the list of models, found by name and through the typed door. */
@Timeout(60)
class OpenAiEmbeddingsTest {
  private static final String KEY = "sk-very-secret-1";
  private static final String VECTOR =
      "{\"data\":[{\"index\":0,\"embedding\":\"AACAPwAAIMA=\"}],\"usage\":{\"prompt_tokens\":4}}";
  private static final String MODELS =
      "{\"object\":\"list\",\"data\":[{\"id\":\"vendor/model:free\",\"name\":\"Vendor's\"},"
          + "{\"id\":\"gpt-x\",\"object\":\"model\",\"created\":1,\"owned_by\":\"o\"}]}";

  private final WireMockServer server =
      new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));

  @BeforeEach
  void start() {
    server.start();
    server.stubFor(post(anyUrl()).willReturn(okJson(VECTOR)));
    server.stubFor(get(anyUrl()).willReturn(okJson(MODELS)));
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  private String url() {
    return "http://127.0.0.1:" + server.port() + "/v1/";
  }

  private Models models(String embeddingBatch) {
    return Models.load(
        Config.of(
            Map.of(
                "embedding-model",
                "work:vendor/embed:1",
                "work.provider",
                "openai",
                "work.base-url",
                url(),
                "work.api-key",
                KEY,
                "work.embedding-batch",
                embeddingBatch)));
  }

  @Test
  void the_configured_model_makes_vectors() {
    try (Models models = models("1")) {
      EmbeddingModel model = models.embeddings();
      assertEquals("work:vendor/embed:1", model.id().toString());
      EmbeddingRequest request =
          EmbeddingRequest.builder().text("a").text("b").option("work", "user", "u1").build();
      assertEquals(
          List.of(Embedding.of(1, -2.5f), Embedding.of(1, -2.5f)), model.embed(request).vectors());
    }
    server.verify(
        2,
        postRequestedFor(urlEqualTo("/v1/embeddings"))
            .withHeader("Authorization", equalTo("Bearer " + KEY))
            .withRequestBody(matchingJsonPath("$.user", equalTo("u1")))
            .withRequestBody(matchingJsonPath("$.model", equalTo("vendor/embed:1"))));
  }

  @Test
  void the_typed_door_has_them_too() {
    try (Provider openai =
        OpenAi.builder().baseUrl(URI.create(url())).apiKey(Secret.of(KEY)).build()) {
      EmbeddingModel model = openai.embeddings("text-embedding-3-small").orElseThrow();
      assertEquals(4, model.embed(EmbeddingRequest.of("a")).usage().inputTokens());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "2147483648"})
  void a_batch_is_of_one_text_at_least(String value) {
    try (Models models = models(value)) {
      ConfigurationException e = assertThrows(ConfigurationException.class, models::embeddings);
      assertEquals("work.embedding-batch", e.setting().orElseThrow());
    }
  }

  @Test
  void the_servers_models_are_listed() {
    try (Models models = models("1")) {
      ModelCatalog catalog = models.provider("work").models().orElseThrow();
      server.verify(0, getRequestedFor(anyUrl()));
      List<ModelInfo> listed = catalog.list();
      assertEquals(
          List.of("work:gpt-x", "work:vendor/model:free"),
          listed.stream().map(info -> info.id().toString()).toList());
      assertEquals("Vendor's", listed.get(1).title());
    }
    server.verify(
        1,
        getRequestedFor(urlEqualTo("/v1/models"))
            .withHeader("Authorization", equalTo("Bearer " + KEY)));
  }

  @Test
  void a_closed_provider_refuses_both() {
    Provider openai = OpenAi.builder().baseUrl(URI.create(url())).build();
    EmbeddingModel model = openai.embeddings("m").orElseThrow();
    ModelCatalog catalog = openai.models().orElseThrow();
    openai.close();
    assertThrows(IllegalStateException.class, () -> model.embed(EmbeddingRequest.of("a")));
    assertThrows(IllegalStateException.class, catalog::list);
    assertTrue(server.getAllServeEvents().isEmpty());
  }

  @Test
  void offline_refuses_both_on_another_machine() {
    try (Provider openai =
        OpenAi.builder().baseUrl(URI.create("https://models.invalid/v1")).offline(true).build()) {
      EmbeddingModel model = openai.embeddings("m").orElseThrow();
      assertThrows(RefusedLocallyException.class, () -> model.embed(EmbeddingRequest.of("a")));
      ModelCatalog catalog = openai.models().orElseThrow();
      assertThrows(RefusedLocallyException.class, catalog::list);
    }
  }
}
