package dev.parley.openai;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okForContentType;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionStream;
import dev.parley.config.Secret;
import dev.parley.embedding.Embedding;
import dev.parley.embedding.EmbeddingRequest;
import dev.parley.error.AuthenticationException;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import dev.parley.error.ModelException;
import dev.parley.spi.Provider;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Azure OpenAI: both forms of its address, and both ways to say who one is. */
@Timeout(60)
class AzureTest {
  private static final ChatRequest HI = ChatRequest.of("Hi").toBuilder().maxOutputTokens(5).build();
  private static final String KEY = "0123456789abcdef-azure";
  private static final String ANSWER =
      "{\"id\":\"c\",\"choices\":[{\"message\":{\"content\":\"Hello\"},\"finish_reason\":\"stop\"}]}";

  /** As Azure begins and ends its streams. */
  private static final String STREAM =
      "data: {\"id\":\"\",\"object\":\"\",\"created\":0,\"model\":\"\",\"choices\":[],"
          + "\"prompt_filter_results\":[{\"prompt_index\":0,\"content_filter_results\":{}}]}\n\n"
          + "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello\"},"
          + "\"content_filter_results\":{}}]}\n\n"
          + "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
          + "data: [DONE]\n\n";

  private final WireMockServer azure =
      new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));

  @BeforeEach
  void start() {
    azure.start();
    azure.stubFor(post(anyUrl()).willReturn(okJson(ANSWER)));
  }

  @AfterEach
  void stop() {
    azure.stop();
  }

  private Provider open(String path, String... settings) {
    OpenAi.Builder builder =
        OpenAi.builder()
            .baseUrl(URI.create("http://127.0.0.1:" + azure.port() + path))
            .apiKey(Secret.of(KEY));
    for (int i = 0; i < settings.length; i += 2) {
      builder.set(settings[i], settings[i + 1]);
    }
    return builder.build();
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', /openai/v1/chat/completions",
    "/, '', /openai/v1/chat/completions",
    "/openai, '', /openai/v1/chat/completions",
    "/openai/v1, '', /openai/v1/chat/completions",
    "/openai/v1/, '', /openai/v1/chat/completions",
    "/openai/v1, preview, /openai/v1/chat/completions?api-version=preview",
    "/gateway/v1?a=b, preview, /gateway/v1/chat/completions?a=b&api-version=preview"
  })
  void azure_v1_has_openais_paths_fields_and_a_header_of_its_own(
      String base, String version, String path) {
    String[] settings =
        version.isEmpty()
            ? new String[] {"azure", "v1"}
            : new String[] {"azure", "v1", "api-version", version};
    try (Provider provider = open(base, settings)) {
      assertEquals("Hello", provider.chat("my-deployment").complete(HI).text());
    }
    azure.verify(
        1,
        postRequestedFor(urlEqualTo(path))
            .withHeader("api-key", equalTo(KEY))
            .withHeader("Authorization", absent())
            .withRequestBody(matchingJsonPath("$.model", equalTo("my-deployment")))
            .withRequestBody(matchingJsonPath("$.max_completion_tokens", equalTo("5")))
            .withRequestBody(matchingJsonPath("$.max_tokens", absent())));
  }

  @ParameterizedTest
  @CsvSource({
    "'', /openai/deployments/a%20b%2Fc/chat/completions",
    "/openai/, /openai/deployments/a%20b%2Fc/chat/completions",
    "/gateway, /gateway/openai/deployments/a%20b%2Fc/chat/completions",
    "/openai/deployments/fixed, /openai/deployments/fixed/chat/completions"
  })
  void azure_classic_has_the_deployment_in_the_path_and_a_version(String base, String path) {
    try (Provider provider = open(base, "azure", "classic", "api-version", "2024-10-21")) {
      assertEquals("Hello", provider.chat("a b/c").complete(HI).text());
    }
    azure.verify(
        1,
        postRequestedFor(urlEqualTo(path + "?api-version=2024-10-21"))
            .withHeader("api-key", equalTo(KEY))
            .withHeader("Authorization", absent())
            .withRequestBody(matchingJsonPath("$.max_tokens", equalTo("5"))));
  }

  @ParameterizedTest
  @CsvSource({
    "'', v1, , /openai/v1/embeddings",
    "/openai/v1/, v1, preview, /openai/v1/embeddings?api-version=preview",
    "'', classic, 2024-10-21, /openai/deployments/my%20d/embeddings?api-version=2024-10-21",
    "/openai/deployments/fixed, classic, 2024-10-21,"
        + " /openai/deployments/fixed/embeddings?api-version=2024-10-21"
  })
  void azure_makes_vectors_at_the_same_addresses(
      String base, String surface, String version, String path) {
    azure.stubFor(
        post(anyUrl()).willReturn(okJson("{\"data\":[{\"index\":0,\"embedding\":[1,-2.5]}]}")));
    String[] settings =
        version == null
            ? new String[] {"azure", surface}
            : new String[] {"azure", surface, "api-version", version};
    try (Provider provider = open(base, settings)) {
      assertEquals(
          Embedding.of(1, -2.5f),
          provider
              .embeddings("my d")
              .orElseThrow()
              .embed(EmbeddingRequest.of("a"))
              .vectors()
              .get(0));
    }
    azure.verify(
        1,
        postRequestedFor(urlEqualTo(path))
            .withHeader("api-key", equalTo(KEY))
            .withHeader("Authorization", absent())
            .withRequestBody(matchingJsonPath("$.model", equalTo("my d")))
            .withRequestBody(matchingJsonPath("$.encoding_format", equalTo("base64"))));
  }

  /** Deployments are in the paths of what a model does; the list of models is beside them. */
  @ParameterizedTest
  @CsvSource({
    "'', v1, , /openai/v1/models",
    "/openai/v1, v1, preview, /openai/v1/models?api-version=preview",
    "'', classic, 2024-10-21, /openai/models?api-version=2024-10-21",
    "/gateway/openai/, classic, 2024-10-21, /gateway/openai/models?api-version=2024-10-21",
    "/openai/deployments/fixed, classic, 2024-10-21, /openai/models?api-version=2024-10-21",
    "/gateway/openai/deployments/fixed/?api-version=2024-10-21, classic, ,"
        + " /gateway/openai/models?api-version=2024-10-21"
  })
  void azure_lists_its_models_beside_the_deployments(
      String base, String surface, String version, String path) {
    azure.stubFor(get(anyUrl()).willReturn(okJson("{\"data\":[{\"id\":\"gpt-x\"}]}")));
    String[] settings =
        version == null
            ? new String[] {"azure", surface}
            : new String[] {"azure", surface, "api-version", version};
    try (Provider provider = open(base, settings)) {
      assertEquals("gpt-x", provider.models().orElseThrow().list().get(0).id().model());
    }
    azure.verify(1, getRequestedFor(urlEqualTo(path)).withHeader("api-key", equalTo(KEY)));
  }

  @Test
  void azure_classic_takes_the_version_from_the_address_too() {
    try (Provider provider = open("/openai?api-version=2024-10-21", "azure", "classic")) {
      provider.chat("d").complete(HI);
    }
    azure.verify(
        1,
        postRequestedFor(
            urlEqualTo("/openai/deployments/d/chat/completions?api-version=2024-10-21")));
    ConfigurationException e =
        assertThrows(ConfigurationException.class, () -> open("/openai", "azure", "classic"));
    assertEquals(Kind.MISSING_SETTING, e.kind());
    assertEquals("openai.api-version", e.setting().orElseThrow());
  }

  @Test
  void azure_streams_begin_with_a_chunk_that_says_nothing() {
    azure.stubFor(post(anyUrl()).willReturn(okForContentType("text/event-stream", STREAM)));
    try (Provider provider = open("", "azure", "classic", "api-version", "2024-10-21");
        CompletionStream stream = provider.chat("d").stream(HI)) {
      assertEquals("Hello", stream.completion().text());
    }
  }

  @Test
  void azure_takes_tokens_of_entra_that_are_asked_for_each_request() {
    AtomicInteger asked = new AtomicInteger();
    try (Provider provider =
        OpenAi.builder()
            .baseUrl(URI.create("http://127.0.0.1:" + azure.port()))
            .apiKey(() -> Secret.of("entra-" + asked.incrementAndGet()))
            .set("azure", "v1")
            .set("key-header", "authorization")
            .build()) {
      ChatModel model = provider.chat("d");
      model.complete(HI);
      model.complete(HI);
    }
    for (String token : new String[] {"entra-1", "entra-2"}) {
      azure.verify(
          1,
          postRequestedFor(anyUrl())
              .withHeader("Authorization", equalTo("Bearer " + token))
              .withHeader("api-key", absent()));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"statusCode\":401,\"message\":\"Access denied for %s\"}'",
    "'{\"error\":{\"code\":\"401\",\"message\":\"Access denied for %s\"}}'"
  })
  void azures_gateway_refuses_in_words_of_its_own(String body) {
    azure.stubFor(
        post(anyUrl())
            .willReturn(
                aResponse()
                    .withStatus(401)
                    .withHeader("apim-request-id", "apim_1")
                    .withBody(body.formatted(KEY))));
    try (Provider provider = open("", "azure", "v1")) {
      AuthenticationException e =
          assertThrows(AuthenticationException.class, () -> provider.chat("d").complete(HI));
      assertEquals("apim_1", e.requestId().orElseThrow());
      assertFalse((e + e.details().providerMessage().orElse("")).contains(KEY), e::toString);
    }
  }

  @Test
  void azures_key_never_goes_to_another_origin() {
    WireMockServer other =
        new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));
    other.start();
    try (Provider provider = open("", "azure", "v1")) {
      azure.stubFor(
          post(anyUrl())
              .willReturn(
                  aResponse()
                      .withStatus(307)
                      .withHeader("Location", "http://127.0.0.1:" + other.port() + "/")));
      assertThrows(ModelException.class, () -> provider.chat("d").complete(HI));
      assertEquals(0, other.getAllServeEvents().size());
    } finally {
      other.stop();
    }
  }
}
