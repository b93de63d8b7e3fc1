package dev.parley.chatcompletions.internal;

import static dev.parley.chatcompletions.internal.Wire.json;
import static dev.parley.chatcompletions.internal.Wire.response;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ModelId;
import dev.parley.chat.ModelInfo;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.error.AuthenticationException;
import dev.parley.error.CancelledException;
import dev.parley.error.NotFoundException;
import dev.parley.error.ProtocolException;
import dev.parley.error.RateLimitedException;
import dev.parley.error.TimedOutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The models that a server lists, in every shape that servers give the list. */
@Timeout(60)
class ListedModelsTest {
  private static final Duration BOUND = Duration.ofSeconds(10);

  private static List<ModelInfo> decode(String json) {
    return ListedModels.decode("work", Json.parse(json(json)).orElseThrow());
  }

  private static List<String> names(List<ModelInfo> models) {
    return models.stream().map(info -> info.id().model()).toList();
  }

  private static ModelInfo only(String json) {
    List<ModelInfo> models = decode("{'data':[" + json + "]}");
    assertEquals(1, models.size());
    return models.get(0);
  }

  @Test
  void openai_tells_ids_which_come_in_order() {
    List<ModelInfo> models =
        decode(
            "{'object':'list','data':["
                + "{'id':'gpt-5-mini','object':'model','created':1,'owned_by':'system'},"
                + "{'id':'ft:gpt-4o:org::7p4','object':'model','created':'1754000000'},"
                + "{'id':'chatgpt-4o','created':null,'shutdown_date':'2027-01-01'}]}");
    assertEquals(List.of("chatgpt-4o", "ft:gpt-4o:org::7p4", "gpt-5-mini"), names(models));
    for (ModelInfo model : models) {
      assertEquals("work", model.id().provider());
      assertEquals("", model.title());
      assertEquals(OptionalLong.empty(), model.contextTokens());
      assertEquals(OptionalLong.empty(), model.sizeBytes());
      assertEquals(Optional.empty(), model.quantization());
      assertEquals(Optional.empty(), model.problem());
    }
  }

  @Test
  void openrouter_tells_a_name_and_the_context() {
    ModelInfo model =
        only(
            "{'id':'meta-llama/llama-3.3-70b-instruct:free','name':'Meta: Llama 3.3 (free)',"
                + "'created':1.7e9,'context_length':131072,'architecture':{'modality':'text->text',"
                + "'input_modalities':['text']},'top_provider':{'context_length':65536},"
                + "'pricing':{'prompt':'0'},'per_request_limits':null}");
    assertEquals(new ModelId("work", "meta-llama/llama-3.3-70b-instruct:free"), model.id());
    assertEquals("Meta: Llama 3.3 (free)", model.title());
    assertEquals(OptionalLong.of(131_072), model.contextTokens());
  }

  @ParameterizedTest
  @CsvSource({"max_model_len", "context_window", "max_context_length", "context_length"})
  void others_have_other_words_for_the_context(String field) {
    assertEquals(OptionalLong.of(4096), only("{'id':'m','" + field + "':4096}").contextTokens());
    for (String none : List.of("null", "'big'", "0", "-1", "{}", "1e30")) {
      assertEquals(
          OptionalLong.empty(),
          only("{'id':'m','" + field + "':" + none + "}").contextTokens(),
          none);
    }
  }

  @Test
  void lm_studio_lists_what_is_not_loaded_and_can_be() {
    ModelInfo model =
        only(
            "{'id':'qwen2.5-7b','type':'llm','publisher':'x','state':'not-loaded',"
                + "'quantization':'Q4_K_M','max_context_length':32768}");
    assertEquals(Optional.of("Q4_K_M"), model.quantization());
    assertEquals(OptionalLong.of(32_768), model.contextTokens());
    assertEquals(Optional.empty(), model.problem());
  }

  @Test
  void llama_server_tells_in_meta_what_it_was_made_for() {
    ModelInfo model =
        only(
            "{'id':'s.gguf','aliases':['a'],'meta':{'n_ctx':256,'n_ctx_train':2048,"
                + "'size':5231616,'ftype':'all F32'},'context_length':7}");
    assertEquals(OptionalLong.of(2048), model.contextTokens());
    assertEquals(OptionalLong.of(5_231_616), model.sizeBytes());
    assertEquals(Optional.of("all F32"), model.quantization());
    assertEquals(OptionalLong.empty(), only("{'id':'m','meta':null}").sizeBytes());
  }

  @Test
  void a_router_says_which_could_not_be_loaded() {
    assertTrue(
        only("{'id':'m','status':{'value':'unloaded','failed':true,'exit_code':1}}")
            .problem()
            .orElseThrow()
            .contains("could not load"));
    assertEquals(Optional.empty(), only("{'id':'m','status':{'value':'unloaded'}}").problem());
    assertEquals(Optional.empty(), only("{'id':'m','status':'failed'}").problem());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'object':'list','data':null}", "{'data':[]}", "[]"})
  void a_list_may_be_of_nothing(String json) {
    try (RawServer server = RawServer.answering(response(json(json)));
        HttpTransport transport = Wire.transport(server.url())) {
      assertEquals(List.of(), at(transport).list());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "7",
        "{}",
        "{'data':null}",
        "{'data':{}}",
        "{'models':[1]}",
        "{'data':'x'}"
      })
  void json_that_is_no_list_is_a_protocol_error(String json) {
    try (RawServer server = RawServer.answering(response(json(json)));
        HttpTransport transport = Wire.transport(server.url())) {
      ProtocolException e = assertThrows(ProtocolException.class, () -> at(transport).list());
      assertTrue(e.getMessage().contains("no list of models"), e::getMessage);
      assertTrue(e.getMessage().contains("\"work.base-url\""), e::getMessage);
    }
  }

  @Test
  void a_bare_list_is_one_too() {
    assertEquals(List.of("a/b", "c"), names(decode("[{'id':'c'},{'id':'a/b'}]")));
  }

  @Test
  void entries_without_an_id_are_passed_over() {
    assertEquals(
        List.of("a"),
        names(decode("{'data':[{'id':7},{},null,'x',7,[],{'id':''},{'id':' '},{'id':'a'}]}")));
  }

  // Over the wire

  private static RawServer silent() {
    return RawServer.start(
        connection -> {
          connection.readRequest();
          connection.awaitHangUp();
        });
  }

  private static ListedModels at(HttpTransport transport) {
    return new ListedModels("work", transport, "models", ListedModels.TIMEOUTS);
  }

  @Test
  void the_question_names_no_model_and_goes_anew_each_time() {
    try (RawServer server =
            RawServer.start(
                connection -> {
                  while (connection.readRequest()) { // Whoever keeps a connection may come again.
                    connection.send(
                        connection.head().startsWith("GET /v1/models HTTP/1.1\r\n")
                                && connection.head().contains("Authorization: Bearer " + Wire.KEY)
                            ? response(json("{'data':[{'id':'m'}]}"))
                            : response("400 Wrong", "text/plain", connection.head()));
                  }
                });
        HttpTransport transport = Wire.transport(server.url())) {
      assertEquals(List.of("m"), names(at(transport).list()));
      assertEquals(List.of("m"), names(at(transport).list()));
      assertEquals(2, server.requests());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "401 No, dev.parley.error.AuthenticationException",
    "404 No, dev.parley.error.NotFoundException",
    "429 No, dev.parley.error.RateLimitedException"
  })
  void refusals_are_typed_as_those_of_calls_are(String status, Class<? extends Exception> type) {
    assertTrue(
        List.of(AuthenticationException.class, NotFoundException.class, RateLimitedException.class)
            .contains(type));
    String body = json("{'error':{'message':'no " + Wire.KEY + "'}}");
    try (RawServer server = RawServer.answering(response(status, "application/json", body));
        HttpTransport transport = Wire.transport(server.url())) {
      Exception e = assertThrows(type, () -> at(transport).list());
      assertTrue(String.valueOf(e.getMessage()).startsWith("work:*: HTTP "), e::getMessage);
      assertFalse(String.valueOf(e.getMessage()).contains(Wire.KEY), e::getMessage);
    }
  }

  @Test
  void what_is_no_json_is_a_protocol_error() {
    try (RawServer server = RawServer.answering(response("<html>"));
        HttpTransport transport = Wire.transport(server.url())) {
      assertThrows(ProtocolException.class, () -> at(transport).list());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"FIRST_EVENT", "WHOLE"})
  void a_server_that_does_not_answer_meets_the_limit(Kind limit) {
    Timeouts limits = Timeouts.UNSET.with(limit, Duration.ofMillis(50));
    try (RawServer server = silent();
        HttpTransport transport = Wire.transport(server.url())) {
      TimedOutException e =
          assertThrows(
              TimedOutException.class,
              () -> new ListedModels("work", transport, "models", limits).list());
      assertEquals(limit, e.timeout());
      assertEquals(Duration.ofMillis(50), e.limit());
      // No setting and no request has this limit.
      assertFalse(e.getMessage().contains("raise"), e::getMessage);
      assertFalse(e.getMessage().contains("the request's"), e::getMessage);
      assertTrue(e.getMessage().contains("no list of models came from http://"), e::getMessage);
      assertTrue(e.getMessage().contains("50 ms"), e::getMessage);
      assertTrue(e.getMessage().contains("\"work.base-url\""), e::getMessage);
      assertTrue(server.awaitHangUps(1, BOUND), "the server was left waiting");
    }
    for (Kind kind : Kind.values()) {
      assertTrue(ListedModels.TIMEOUTS.get(kind).isPresent(), kind::toString);
    }
  }

  @Test
  void interrupting_hangs_up_and_keeps_the_flag() {
    try (RawServer server = silent();
        HttpTransport transport = Wire.transport(server.url())) {
      Reader reader = Reader.start(() -> at(transport).list());
      assertTrue(server.awaitRequests(1, BOUND));
      reader.interrupt();
      reader.awaitEnd(BOUND);
      assertInstanceOf(CancelledException.class, reader.failure());
      assertTrue(reader.interruptedAtEnd());
      assertTrue(server.awaitHangUps(1, BOUND), "the server was left waiting");
    }
  }

  @Test
  void a_closed_provider_lists_nothing() {
    try (RawServer server = silent()) {
      HttpTransport transport = Wire.transport(server.url());
      Reader reader = Reader.start(() -> at(transport).list());
      assertTrue(server.awaitRequests(1, BOUND));
      transport.close();
      reader.awaitEnd(BOUND);
      assertInstanceOf(CancelledException.class, reader.failure());
      assertThrows(IllegalStateException.class, () -> at(transport).list());
      assertEquals(1, server.accepted());
    }
  }
}
