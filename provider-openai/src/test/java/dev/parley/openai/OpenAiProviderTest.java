package dev.parley.openai;

import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.notMatching;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.unauthorized;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import dev.parley.Models;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.ToolChoice;
import dev.parley.chat.ToolDefinition;
import dev.parley.config.Config;
import dev.parley.config.Secret;
import dev.parley.error.AuthenticationException;
import dev.parley.error.CancelledException;
import dev.parley.error.ConfigurationException;
import dev.parley.message.AssistantMessage;
import dev.parley.message.Extras;
import dev.parley.message.Part;
import dev.parley.message.Part.ReasoningPart;
import dev.parley.spi.Provider;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The provider against a server: found by name, and through its own door. */
@Timeout(60)
class OpenAiProviderTest {
  private static final ChatRequest HI = ChatRequest.of("Hi");
  private static final String KEY = "sk-very-secret-1";
  private static final String ANSWER =
      "{\"id\":\"c\",\"choices\":[{\"message\":{\"content\":\"Hello\"},\"finish_reason\":\"stop\"}]}";

  private final WireMockServer server =
      new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));

  @BeforeEach
  void start() {
    server.start();
    server.stubFor(post(anyUrl()).willReturn(okJson(ANSWER)));
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  private String url() {
    return "http://127.0.0.1:" + server.port() + "/v1";
  }

  @Test
  void models_are_found_by_name() {
    Config config =
        Config.of(
            Map.of(
                "openai.base-url",
                url(),
                "openai.api-key",
                KEY,
                "openai.organization",
                "org_1",
                "openai.project",
                "proj_1"));
    try (Models models = Models.load(config)) {
      ChatModel model = models.chat("openai:gpt-x");
      assertEquals("openai:gpt-x", model.id().toString());
      assertEquals("Hello", model.complete(HI).text());
    }
    server.verify(
        postRequestedFor(urlEqualTo("/v1/chat/completions"))
            .withHeader("Authorization", equalTo("Bearer " + KEY))
            .withHeader("OpenAI-Organization", equalTo("org_1"))
            .withHeader("OpenAI-Project", equalTo("proj_1")));
  }

  @Test
  void fields_that_the_server_refuses_are_left_out_and_warned_of() {
    Config config =
        Config.of(Map.of("openai.base-url", url(), "openai.leave-out", "seed, top_p,strict"));
    try (Models models = Models.load(config)) {
      Completion answer =
          models.chat("openai:m").complete(HI.toBuilder().seed(7).temperature(0.5).build());
      assertEquals(1, answer.warnings().size(), () -> answer.warnings().toString());
    }
    server.verify(
        postRequestedFor(anyUrl())
            .withRequestBody(notMatching("(?s).*\"seed\".*"))
            .withRequestBody(matchingJsonPath("$.temperature")));
  }

  @Test
  void an_instance_has_a_name_and_settings_of_its_own() {
    Config config =
        Config.of(
            Map.of(
                "work.provider", "openai",
                "work.base-url", url(),
                "work.api-key", KEY,
                "work.system-role", "developer",
                "work.max-tokens-field", "max_completion_tokens",
                "work.stream-usage", "false"));
    try (Models models = Models.load(config)) {
      ChatModel model = models.chat("work:a/b:c");
      assertEquals("work", model.id().provider());
      ChatRequest request =
          ChatRequest.builder().system("Be brief").user("Hi").maxOutputTokens(5).build();
      assertEquals("Hello", model.complete(request).text());
      try (CompletionStream stream = model.stream(request)) {
        assertEquals("Hello", stream.completion().text());
      }
    }
    server.verify(
        2,
        postRequestedFor(anyUrl())
            .withRequestBody(matchingJsonPath("$.model", equalTo("a/b:c")))
            .withRequestBody(matchingJsonPath("$.messages[0].role", equalTo("developer")))
            .withRequestBody(matchingJsonPath("$.max_completion_tokens", equalTo("5")))
            .withRequestBody(matchingJsonPath("$.stream_options", absent())));
  }

  @Test
  void deepseek_gets_thoughts_back_where_it_is_set() {
    ChatRequest request =
        HI.toBuilder()
            .message(
                new AssistantMessage(
                    List.of(new ReasoningPart("Hm", Extras.NONE), Part.text("Hello")), Extras.NONE))
            .user("Why?")
            .build();
    for (String setting : List.of("true", "false")) {
      Config config =
          Config.of(Map.of("openai.base-url", url(), "openai.reasoning-sent-back", setting));
      try (Models models = Models.load(config)) {
        models.chat("openai:m").complete(request);
      }
    }
    try (Provider untold = OpenAi.builder().baseUrl(URI.create(url())).build()) {
      untold.chat("m").complete(request);
    }
    String thoughts = "$.messages[1].reasoning_content";
    server.verify(
        1, postRequestedFor(anyUrl()).withRequestBody(matchingJsonPath(thoughts, equalTo("Hm"))));
    server.verify(
        2, postRequestedFor(anyUrl()).withRequestBody(matchingJsonPath(thoughts, absent())));
  }

  @Test
  void mistral_is_told_by_its_own_word_that_a_tool_is_required() {
    ChatRequest request =
        HI.toBuilder()
            .tool(ToolDefinition.of("f", "", ToolDefinition.NO_PARAMETERS))
            .toolChoice(ToolChoice.REQUIRED)
            .build();
    URI url = URI.create(url());
    try (Provider mistral =
            OpenAi.builder().baseUrl(url).set("tool-choice-required", "any").build();
        Provider other = OpenAi.builder().baseUrl(url).build()) {
      mistral.chat("m").complete(request);
      other.chat("m").complete(request);
    }
    for (String word : List.of("any", "required")) {
      server.verify(
          1,
          postRequestedFor(anyUrl())
              .withRequestBody(matchingJsonPath("$.tool_choice", equalTo(word))));
    }
  }

  @Test
  void a_compatible_server_gets_the_older_field_and_needs_no_key() {
    try (Provider provider = OpenAi.builder().baseUrl(URI.create(url())).build()) {
      provider.chat("m").complete(HI.toBuilder().maxOutputTokens(5).build());
    }
    server.verify(
        postRequestedFor(anyUrl())
            .withHeader("Authorization", absent())
            .withHeader("OpenAI-Organization", absent())
            .withRequestBody(matchingJsonPath("$.max_tokens", equalTo("5"))));
  }

  @Test
  void a_key_may_be_asked_for_with_each_request() {
    AtomicInteger asked = new AtomicInteger();
    try (Provider provider =
        OpenAi.builder()
            .baseUrl(URI.create(url()))
            .apiKey(() -> Secret.of("key-" + asked.incrementAndGet()))
            .build()) {
      ChatModel model = provider.chat("m");
      model.complete(HI);
      model.complete(HI);
    }
    server.verify(postRequestedFor(anyUrl()).withHeader("Authorization", equalTo("Bearer key-2")));
    assertEquals(2, asked.get());
  }

  @ParameterizedTest
  @CsvSource({"true, rejected; check", "false, no key was sent; set"})
  void a_refused_key_names_the_setting_and_the_variable(boolean sent, String advice) {
    server.stubFor(
        post(anyUrl()).willReturn(unauthorized().withBody("{\"error\":\"" + KEY + "\"}")));
    OpenAi.Builder builder = OpenAi.builder().baseUrl(URI.create(url()));
    if (sent) {
      builder.apiKey(Secret.of(KEY));
    }
    try (Provider provider = builder.build()) {
      AuthenticationException e =
          assertThrows(AuthenticationException.class, () -> provider.chat("m").complete(HI));
      assertTrue(e.getMessage().contains(advice), e::getMessage);
      assertTrue(e.getMessage().contains("\"openai.api-key\" or OPENAI_API_KEY"), e::getMessage);
      assertFalse(e.toString().contains(KEY), e::toString);
    }
  }

  @Test
  void a_broken_reference_to_a_key_is_told_when_it_is_needed() {
    Config config =
        Config.of(Map.of("openai.base-url", url(), "openai.api-key", "${env:PARLEY_TEST_NOT_SET}"));
    try (Models models = Models.load(config)) {
      ChatModel model = models.chat("openai:m");
      assertThrows(ConfigurationException.class, () -> model.complete(HI));
      CompletionStream stream = model.stream(HI);
      assertThrows(ConfigurationException.class, stream::completion);
    }
  }

  @Test
  void closing_the_provider_ends_its_models() {
    Provider provider = OpenAi.builder().baseUrl(URI.create(url())).build();
    ChatModel model = provider.chat("m");
    CompletionStream stream = model.stream(HI);
    provider.close();
    provider.close();
    assertThrows(IllegalStateException.class, () -> model.complete(HI));
    assertThrows(IllegalStateException.class, () -> model.stream(HI));
    assertThrows(CancelledException.class, stream::completion);
    assertEquals(0, server.getAllServeEvents().size());
  }

  @Test
  void closing_a_model_leaves_its_sisters_open() {
    try (Provider provider = OpenAi.builder().baseUrl(URI.create(url())).build()) {
      provider.chat("a").close();
      assertEquals("Hello", provider.chat("b").complete(HI).text());
    }
  }
}
