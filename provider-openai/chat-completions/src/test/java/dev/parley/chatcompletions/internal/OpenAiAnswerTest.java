package dev.parley.chatcompletions.internal;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static dev.parley.chatcompletions.internal.Wire.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent.ProviderEvent;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.FinishReason;
import dev.parley.chat.TokenLogprob;
import dev.parley.chat.Usage;
import dev.parley.chatcompletions.Dialect;
import dev.parley.message.AssistantMessage;
import dev.parley.message.Media;
import dev.parley.message.Part.AudioPart;
import dev.parley.message.Part.ToolCall;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every field of an answer, as OpenAI's API reference has it, whole and streamed. */
@Timeout(60)
class OpenAiAnswerTest {
  @AutoClose static final FakeServer SERVER = new FakeServer();

  private static final String HEAD =
      "{'id':'chatcmpl-A1','created':1790000000,'model':'gpt-x-1','service_tier':'default',"
          + "'system_fingerprint':'fp_1',";

  private static String chunk(String rest) {
    return HEAD + "'obfuscation':'a8Kq'," + rest;
  }

  private static String delta(String delta) {
    return chunk(
        "'choices':[{'index':0,'delta':" + delta + ",'finish_reason':null}],'usage':null}");
  }

  private static String whole(String message) {
    return HEAD + "'choices':[{'index':0,'finish_reason':'stop','message':" + message + "}]}";
  }

  private static String finish(String reason) {
    return chunk("'choices':[{'index':0,'delta':{},'finish_reason':'" + reason + "'}]}");
  }

  @Test
  void the_head_of_the_answer_is_kept_whole_and_streamed() {
    for (String type : List.of("application/json", "text/event-stream")) {
      SERVER.answering(
          aResponse()
              .withHeader("Content-Type", type)
              .withHeader("x-request-id", "req_1")
              .withHeader("x-ratelimit-remaining-tokens", "149984")
              .withHeader("x-ratelimit-reset-tokens", "6ms")
              .withBody(type.endsWith("json") ? Wire.answer() : Wire.finish("stop") + Wire.DONE));
      for (Completion answer : List.of(SERVER.complete(), SERVER.stream())) {
        assertEquals("req_1", answer.requestId().orElseThrow());
        assertEquals(149_984, answer.rateLimits().tokens().remaining().orElseThrow());
        assertEquals(Duration.ofMillis(6), answer.rateLimits().tokens().untilFull().orElseThrow());
      }
      Started started = assertInstanceOf(Started.class, SERVER.streamEvents().get(0));
      assertEquals("req_1", started.requestId().orElseThrow());
    }
  }

  @Test
  void tier_and_fingerprint_are_told_once_and_obfuscation_never() {
    SERVER.answering(
        200,
        "text/event-stream",
        FakeServer.events(
            delta("{'role':'assistant','content':''}"), delta("{'content':'a'}"), finish("stop")));
    assertEquals(
        List.of(
            new ProviderEvent("work", "service_tier", "\"default\""),
            new ProviderEvent("work", "system_fingerprint", "\"fp_1\"")),
        SERVER.streamEvents().stream().filter(ProviderEvent.class::isInstance).toList());
    Map<String, String> fields =
        Map.of("service_tier", "\"default\"", "system_fingerprint", "\"fp_1\"");
    assertEquals(fields, SERVER.stream().providerFields());
    assertEquals(fields, SERVER.whole(whole("{'content':'a'}")).providerFields());
  }

  @Test
  void usage_has_all_its_details() {
    String usage =
        "'usage':{'prompt_tokens':9,'completion_tokens':5,'total_tokens':14,"
            + "'prompt_tokens_details':{'cached_tokens':4,'cache_write_tokens':2,'audio_tokens':3,"
            + "'text_tokens':6.0,'image_tokens':0},'completion_tokens_details':"
            + "{'reasoning_tokens':1,'audio_tokens':2,'accepted_prediction_tokens':1,"
            + "'rejected_prediction_tokens':0}}}";
    Usage expected =
        Usage.reported()
            .input(9)
            .output(5)
            .total(14)
            .cachedInput(4)
            .reasoning(1)
            .audioInput(3)
            .audioOutput(2)
            .detail("prompt_tokens_details.cache_write_tokens", new BigDecimal(2))
            .detail("prompt_tokens_details.text_tokens", new BigDecimal(6))
            .detail("prompt_tokens_details.image_tokens", BigDecimal.ZERO)
            .detail("completion_tokens_details.accepted_prediction_tokens", BigDecimal.ONE)
            .detail("completion_tokens_details.rejected_prediction_tokens", BigDecimal.ZERO)
            .build();
    assertEquals(
        expected, SERVER.whole(HEAD + "'choices':[{'message':{'content':'a'}}]," + usage).usage());
    assertEquals(expected, SERVER.streamed(finish("stop"), chunk("'choices':[]," + usage)).usage());
  }

  @Test
  void numbers_that_cannot_be_counts_are_not_told() {
    Usage usage =
        SERVER
            .whole(
                "{'choices':[{'message':{}}],'usage':{'prompt_tokens':9,'completion_tokens':-1,"
                    + "'total_tokens':1e999999999,'cost':1e-999999999,'huge':1e400,'text':'7'}}")
            .usage();
    assertEquals(Usage.reported().input(9).build(), usage);
  }

  @Test
  void a_refusal_is_neither_text_nor_an_error() {
    Completion streamed =
        SERVER.streamed(delta("{'refusal':'I '}"), delta("{'refusal':'will not'}"), finish("stop"));
    Completion whole = SERVER.whole(whole("{'content':null,'refusal':'I will not'}"));
    for (Completion answer : List.of(streamed, whole)) {
      assertEquals("I will not", answer.refusal().orElseThrow());
      assertEquals("", answer.text());
      assertEquals(FinishReason.STOP, answer.finishReason().orElseThrow());
    }
  }

  @Test
  void a_refusal_has_logprobs_of_its_own() {
    String token = "{'token':'%s','logprob':-0.5,'bytes':null,'top_logprobs':[]}";
    String logprobs = "'logprobs':{'content':null,'refusal':[%s]}}]}";
    Completion streamed =
        SERVER.streamed(
            chunk(
                "'choices':[{'index':0,'delta':{'refusal':'I '},"
                    + logprobs.formatted(token.formatted("I "))),
            chunk(
                "'choices':[{'index':0,'delta':{'refusal':'will'},"
                    + logprobs.formatted(token.formatted("will"))),
            finish("stop"));
    Completion whole =
        SERVER.whole(
            HEAD
                + "'choices':[{'index':0,'message':{'refusal':'I will'},"
                + logprobs.formatted(token.formatted("I ") + "," + token.formatted("will")));
    for (Completion answer : List.of(streamed, whole)) {
      assertEquals(
          List.of("I ", "will"),
          answer.refusalLogprobs().stream().map(TokenLogprob::token).toList());
      assertEquals(List.of(), answer.logprobs());
      assertEquals(answer.refusalLogprobs(), answer.toBuilder().build().refusalLogprobs());
    }
  }

  @Test
  void sound_is_put_together_and_goes_back_by_its_id() {
    Completion streamed =
        SERVER.streamed(
            delta(
                "{'role':'assistant','content':null,'audio':{'id':'audio_1','transcript':'Hel'}}"),
            delta("{'audio':{'data':'AQI='}}"),
            delta("{'audio':{'transcript':'lo','data':'Aw=='}}"),
            delta("{'audio':{'expires_at':1790003600,'data':'nonsense!'}}"),
            finish("stop"));
    Completion whole =
        SERVER.whole(
            whole(
                "{'content':null,'audio':{'id':'audio_1','data':'AQID','expires_at':1790003600,"
                    + "'transcript':'Hello'}}"));
    assertEquals(whole.message(), streamed.message());
    AudioPart audio = assertInstanceOf(AudioPart.class, whole.message().content().get(0));
    assertEquals("Hello", audio.transcript().orElseThrow());
    assertEquals(3, ((Media.Inline) audio.audio()).content().toByteArray().length);
    ChatRequest next = Wire.HI.toBuilder().message(streamed.message()).build();
    SERVER.answering(200, "application/json", Wire.answer()).complete(next, Dialect.COMPATIBLE);
    assertEquals(
        json("{'role':'assistant','content':null,'audio':{'id':'audio_1'}}"),
        SERVER.request().at("/messages/1").toString());
  }

  @Test
  void the_media_type_of_sound_is_what_was_asked_for() {
    SERVER.answering(
        200, "application/json", json(whole("{'audio':{'id':'audio_1','data':'AQID'}}")));
    ChatRequest request =
        Wire.HI.toBuilder()
            .option("work", "modalities", List.of("text", "audio"))
            .option("work", "audio", Map.of("voice", "alloy", "format", "mp3"))
            .build();
    AssistantMessage message = SERVER.complete(request, Dialect.COMPATIBLE).message();
    AudioPart audio = assertInstanceOf(AudioPart.class, message.content().get(0));
    assertEquals("audio/mpeg", ((Media.Inline) audio.audio()).mediaType());
    assertEquals("mp3", SERVER.request().at("/audio/format").textValue());
  }

  @Test
  void calls_of_custom_tools_have_free_text_and_go_back_as_such() {
    Completion streamed =
        SERVER.streamed(
            delta(
                "{'tool_calls':[{'index':0,'id':'i','type':'custom','custom':"
                    + "{'name':'shell','input':''}}]}"),
            delta("{'tool_calls':[{'index':0,'custom':{'input':'ls '}}]}"),
            delta("{'tool_calls':[{'index':0,'custom':{'input':'-l'}}]}"),
            finish("tool_calls"));
    String call = "{'id':'i','type':'custom','custom':{'name':'shell','input':'ls -l'}}";
    Completion whole = SERVER.whole(whole("{'tool_calls':[" + call + "]}"));
    assertEquals(whole.message(), streamed.message());
    ToolCall made = whole.toolCalls().get(0);
    assertEquals("ls -l", made.argumentsJson());
    ChatRequest next = Wire.HI.toBuilder().message(streamed.message()).build();
    SERVER.answering(200, "application/json", Wire.answer()).complete(next, Dialect.COMPATIBLE);
    assertEquals(json(call), SERVER.request().at("/messages/1/tool_calls/0").toString());
  }

  @Test
  void the_only_choice_counts_whatever_its_number() {
    assertEquals(
        "Hello", SERVER.whole("{'choices':[{'index':1,'message':{'content':'Hello'}}]}").text());
    assertEquals(
        "Hello",
        SERVER
            .whole(
                "{'choices':[{'index':1,'message':{'content':'b'}},"
                    + "{'index':0,'message':{'content':'Hello'}}]}")
            .text());
  }

  @Test
  void the_first_id_that_is_not_empty_counts() {
    Completion answer =
        SERVER.streamed(
            "{'id':'','model':'','choices':[{'index':0,'delta':{'role':'assistant','content':''}}]}",
            delta("{'content':'Hello'}"),
            finish("stop"));
    assertEquals("chatcmpl-A1", answer.id());
    assertEquals("gpt-x-1", answer.answeredBy());
    assertTrue(answer.isComplete());
  }
}
