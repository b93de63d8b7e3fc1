package dev.parley.llamalocal.internal;

import static dev.parley.llamalocal.internal.Llama.CHAT;
import static dev.parley.llamalocal.internal.Llama.HI;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.Capabilities.Support;
import dev.parley.chat.Capability;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Progress;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.ModelInfo;
import dev.parley.chat.TokenCount;
import dev.parley.chat.ToolDefinition;
import dev.parley.chat.Usage;
import dev.parley.config.Secret;
import dev.parley.error.AuthenticationException;
import dev.parley.error.CancelledException;
import dev.parley.error.TransportException;
import dev.parley.error.UnsupportedFeatureException;
import dev.parley.llamalocal.LlamaLocal;
import dev.parley.llamalocal.internal.ScriptedServer.Call;
import dev.parley.message.AssistantMessage;
import dev.parley.message.Media;
import dev.parley.message.Part;
import dev.parley.message.Part.ReasoningPart;
import dev.parley.spi.Provider;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Talking to a server that somebody else runs. */
@Timeout(60)
class AttachedServerTest {
  private static final ToolDefinition TOOL =
      ToolDefinition.of("get_time", "", ToolDefinition.NO_PARAMETERS);

  private static Call onlyChat(ScriptedServer server) {
    assertEquals(1, server.calls(CHAT).size());
    return server.calls(CHAT).get(0);
  }

  private static void assertHas(Call call, String json) {
    assertTrue(call.body().contains(Llama.quoted(json)), call::body);
  }

  private static void assertHasNot(Call call, String json) {
    assertFalse(call.body().contains(Llama.quoted(json)), call::body);
  }

  @Test
  void opening_asks_nobody() {
    try (ScriptedServer server = Llama.server();
        Provider local = Llama.attach(server)) {
      ChatModel model = local.chat("story");
      assertEquals(Support.UNKNOWN, model.capabilities().of(Capability.TOOLS));
      assertTrue(local.models().isPresent());
      CompletionStream stream = model.stream(HI);
      stream.close();
      assertEquals(List.of(), server.calls());
    }
  }

  @Test
  void the_server_is_asked_what_it_is_once_for_each_model() {
    try (ScriptedServer server = Llama.server();
        Provider local = Llama.attach(server)) {
      local.chat("story").complete(HI);
      local.chat("story").complete(HI);
      local.chat("story").countTokens(HI);
      local.chat("a b&c").complete(HI);
      assertEquals(
          List.of("/props?model=story", "/props?model=a%20b%26c"),
          server.calls("/props").stream().map(Call::target).toList());
    }
  }

  @Test
  void what_the_server_is_becomes_the_models_capabilities() {
    try (ScriptedServer server = Llama.server();
        Provider local = Llama.attach(server)) {
      ChatModel model = local.chat("story");
      model.complete(HI);
      assertEquals(Support.YES, model.capabilities().of(Capability.TOOLS));
      assertEquals(OptionalLong.of(4096), model.capabilities().contextTokens());
      assertEquals(Support.UNKNOWN, local.chat("other").capabilities().of(Capability.TOOLS));
    }
  }

  private static void assertWhole(Completion completion) {
    assertEquals("A sentence", completion.text());
    assertEquals("Think", completion.reasoning());
    Usage usage = completion.usage();
    assertEquals(Usage.Source.REPORTED, usage.source());
    assertEquals(8, usage.inputTokens());
    assertEquals(2, usage.cachedInputTokens().orElseThrow());
    assertEquals(4, usage.outputTokens());
    assertEquals(6 / 0.003, usage.inputTokensPerSecond().orElseThrow(), 1e-6);
    assertEquals(4 / 0.016, usage.outputTokensPerSecond().orElseThrow(), 1e-6);
  }

  @Test
  void a_call_goes_out_as_a_stream_so_that_it_can_be_cancelled() {
    try (ScriptedServer server = Llama.server();
        Provider local = Llama.attach(server)) {
      assertWhole(local.chat("story").complete(HI));
      assertHas(onlyChat(server), "'model':'story'");
      assertHas(onlyChat(server), "'stream':true");
      assertHas(onlyChat(server), "'stream_options':{'include_usage':true}");
      assertHas(onlyChat(server), "'return_progress':true");
    }
  }

  @Test
  void a_stream_tells_how_far_the_prompt_is_read() {
    try (ScriptedServer server = Llama.server();
        Provider local = Llama.attach(server);
        CompletionStream stream = local.chat("story").stream(HI)) {
      List<CompletionEvent> events = new ArrayList<>();
      stream.forEach(events::add);
      assertEquals(
          List.of(new Progress(2, 8), new Progress(8, 8)),
          events.stream().filter(Progress.class::isInstance).toList());
      assertWhole(stream.completion());
    }
  }

  @Test
  void raw_chunks_go_the_plain_way() {
    try (ScriptedServer server = Llama.server();
        Provider local = Llama.attach(server)) {
      Completion completion = local.chat("story").complete(HI.toBuilder().rawChunks(true).build());
      assertWhole(completion);
      assertEquals(Llama.ANSWER, completion.rawJson().orElseThrow());
      assertHasNot(onlyChat(server), "'stream'");
      assertHasNot(onlyChat(server), "'return_progress'");
    }
  }

  @ParameterizedTest
  @CsvSource({"true, true, false", "true, false, true", "false, true, true"})
  void logprobs_with_tools_go_the_plain_way(boolean logprobs, boolean tools, boolean streamed) {
    try (ScriptedServer server = Llama.server();
        Provider local = Llama.attach(server)) {
      ChatRequest.Builder request = HI.toBuilder();
      if (logprobs) {
        request.topLogprobs(1);
      }
      if (tools) {
        request.tool(TOOL);
      }
      assertWhole(local.chat("story").complete(request.build()));
      assertEquals(streamed, onlyChat(server).body().contains("\"stream\":true"));
    }
  }

  @Test
  void thoughts_are_a_part_and_are_sent_back() {
    try (ScriptedServer server = Llama.server();
        Provider local = Llama.attach(server)) {
      AssistantMessage answer = local.chat("story").complete(HI).message();
      ReasoningPart thought = assertInstanceOf(ReasoningPart.class, answer.content().get(0));
      assertEquals("Think", thought.text());
      local.chat("story").complete(HI.toBuilder().message(answer).user("Go on").build());
      assertHas(server.calls(CHAT).get(1), "'reasoning_content':'Think'");
      assertHas(server.calls(CHAT).get(1), "'content':'A sentence'");
    }
  }

  @Test
  void the_server_counts_tokens() {
    try (ScriptedServer server = Llama.server();
        Provider local = Llama.attach(server)) {
      assertEquals(new TokenCount(8, true), local.chat("story").countTokens(HI));
      List<Call> counted = server.calls("/chat/completions/input_tokens");
      assertEquals(1, counted.size());
      assertHas(counted.get(0), "this is the prompt");
      assertHasNot(counted.get(0), "'stream'");
      assertEquals(List.of(), server.calls(CHAT));
    }
  }

  @Test
  void options_of_the_provider_are_sent() {
    try (ScriptedServer server = Llama.server();
        Provider local = Llama.attach(server)) {
      ChatRequest request =
          HI.toBuilder()
              .option("llama-local", "grammar", "root ::= \"a\"")
              .option("llama-local", "chat_template_kwargs", Map.of("think", false))
              .build();
      local.chat("story").complete(request);
      assertTrue(onlyChat(server).body().contains("\"grammar\":\"root ::= \\\"a\\\"\""));
      assertHas(onlyChat(server), "'chat_template_kwargs':{'think':false}");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/v1", "/v1/"})
  void the_address_may_end_in_the_version(String end) {
    try (ScriptedServer server = Llama.server();
        Provider local = LlamaLocal.builder().server(URI.create(server.url() + end)).build()) {
      local.chat("story").complete(HI);
      assertEquals(List.of("/props", CHAT), server.calls().stream().map(Call::path).toList());
    }
  }

  @ParameterizedTest
  @CsvSource({"/gpu, /gpu", "/gpu/v1/, /gpu", "/v1/gpu, /v1/gpu", "/av1, /av1"})
  void the_address_may_have_a_prefix(String path, String prefix) {
    try (ScriptedServer server = ScriptedServer.start(call -> call.json(404, Llama.NOT_FOUND));
        Provider local = LlamaLocal.builder().server(URI.create(server.url() + path)).build()) {
      assertThrows(RuntimeException.class, () -> local.chat("story").complete(HI));
      assertEquals(
          List.of(prefix + "/props", prefix + CHAT),
          server.calls().stream().map(Call::path).toList());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://v1", "http://v1/", "http://v1/v1"})
  void a_host_may_be_called_like_the_version(String address) {
    try (Provider local = LlamaLocal.builder().server(URI.create(address)).build()) {
      assertTrue(local.models().isPresent());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 501, 400})
  void a_server_that_does_not_say_what_it_is_is_asked_all_the_same(int status) {
    try (ScriptedServer server =
            ScriptedServer.start(
                call -> {
                  if (call.path().equals("/props")) {
                    call.json(status, Llama.error(status, "not_supported_error", "no"));
                  } else {
                    Llama.answer(call);
                  }
                });
        Provider local = Llama.attach(server)) {
      ChatModel model = local.chat("story");
      assertEquals("A sentence", model.complete(HI.toBuilder().tool(TOOL).build()).text());
      assertEquals(ServerProperties.OF_EVERY_SERVER, model.capabilities());
      model.complete(HI);
      assertEquals(1, server.calls("/props").size());
    }
  }

  @Test
  void the_key_is_asked_for_and_sent_with_each_request() {
    List<Secret> keys = new ArrayList<>(List.of(Secret.of("k1"), Secret.of("k2")));
    try (ScriptedServer server = Llama.server();
        Provider local =
            LlamaLocal.builder().server(server.url()).apiKey(() -> keys.remove(0)).build()) {
      local.chat("story").complete(HI);
      assertEquals(
          List.of("Bearer k1", "Bearer k2"),
          server.calls().stream().map(call -> call.header("authorization")).toList());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/props", CHAT})
  void a_key_that_is_rejected_says_where_it_is_set_and_is_not_shown(String where) {
    String body = Llama.error(401, "authentication_error", "Invalid API Key sk-wrong-1");
    try (ScriptedServer server =
            ScriptedServer.start(
                call -> {
                  if (call.path().equals(where)) {
                    call.json(401, body);
                  } else {
                    call.json(200, Llama.real("props-tools.json"));
                  }
                });
        Provider local =
            LlamaLocal.builder()
                .server(server.url())
                .apiKey(() -> Secret.of("sk-wrong-1"))
                .build()) {
      AuthenticationException e =
          assertThrows(AuthenticationException.class, () -> local.chat("story").complete(HI));
      assertTrue(e.getMessage().contains("\"llama-local.api-key\""), e::getMessage);
      assertTrue(e.getMessage().contains("LLAMA_LOCAL_API_KEY"), e::getMessage);
      assertFalse(e.toString().contains("sk-wrong-1"), e::toString);
      assertFalse(e.details().providerMessage().orElse("").contains("sk-wrong-1"));
      assertEquals(where, server.calls().get(server.calls().size() - 1).path());
    }
  }

  @Test
  void a_server_that_is_not_there_names_the_setting() {
    ScriptedServer server = Llama.server();
    server.close();
    try (Provider local = Llama.attach(server)) {
      TransportException e =
          assertThrows(TransportException.class, () -> local.chat("story").complete(HI));
      assertTrue(e.getMessage().contains("\"llama-local.server\""), e::getMessage);
      assertTrue(e.retryable());
    }
  }

  @Test
  void what_the_model_has_not_is_refused_before_the_chat_is_sent() {
    try (ScriptedServer server =
            ScriptedServer.start(
                call -> {
                  if (call.path().equals("/props")) {
                    call.json(200, Llama.real("props-plain.json"));
                  } else {
                    Llama.answer(call);
                  }
                });
        Provider local = Llama.attach(server)) {
      Part image = Part.image(Media.inline("image/png", new byte[] {1}));
      ChatRequest withImage = ChatRequest.builder().user(Part.text("What?"), image).build();
      ChatRequest withTool = HI.toBuilder().tool(TOOL).build();
      assertRefused(local.chat("story"), withImage, Capability.IMAGE_INPUT);
      assertRefused(local.chat("story"), withTool, Capability.TOOLS);
      assertEquals(List.of("/props"), server.calls().stream().map(Call::path).toList());
    }
  }

  private static void assertRefused(ChatModel model, ChatRequest request, Capability missing) {
    for (ChatRequest one : List.of(request, request.toBuilder().rawChunks(true).build())) {
      UnsupportedFeatureException e =
          assertThrows(UnsupportedFeatureException.class, () -> model.complete(one));
      assertEquals(missing, e.capability());
    }
    assertThrows(UnsupportedFeatureException.class, () -> model.countTokens(request));
  }

  @Test
  void the_servers_models_are_listed_anew_each_time() {
    try (ScriptedServer server = Llama.server();
        Provider local = Llama.attach(server)) {
      List<ModelInfo> models = local.models().orElseThrow().list();
      assertEquals("llama-local:s.gguf", models.get(0).id().toString());
      assertEquals(Optional.of("(guessed) all F32"), models.get(0).quantization());
      local.models().orElseThrow().list();
      assertEquals(2, server.calls("/models").size());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_closed_provider_refuses_work(boolean known) {
    try (ScriptedServer server = Llama.server()) {
      Provider local = Llama.attach(server);
      ChatModel model = local.chat("story");
      if (known) {
        model.complete(HI);
      }
      int before = server.calls().size();
      CompletionStream early = model.stream(HI);
      local.close();
      local.close();
      assertThrows(IllegalStateException.class, () -> model.complete(HI));
      assertThrows(IllegalStateException.class, () -> model.stream(HI));
      assertThrows(IllegalStateException.class, () -> model.countTokens(HI));
      assertThrows(IllegalStateException.class, () -> local.models().orElseThrow().list());
      assertThrows(CancelledException.class, early::completion);
      assertEquals(before, server.calls().size());
    }
  }

  @Test
  void a_closed_model_refuses_work_and_leaves_the_others_open() {
    try (ScriptedServer server = Llama.server();
        Provider local = Llama.attach(server)) {
      ChatModel model = local.chat("story");
      model.close();
      model.close();
      assertThrows(IllegalStateException.class, () -> model.complete(HI));
      assertThrows(IllegalStateException.class, () -> model.stream(HI));
      assertThrows(IllegalStateException.class, () -> model.countTokens(HI));
      assertEquals("A sentence", local.chat("story").complete(HI).text());
    }
  }
}
