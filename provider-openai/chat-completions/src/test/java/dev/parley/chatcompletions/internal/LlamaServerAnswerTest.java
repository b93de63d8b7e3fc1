package dev.parley.chatcompletions.internal;

import static dev.parley.chatcompletions.internal.Wire.DONE;
import static dev.parley.chatcompletions.internal.Wire.HI;
import static dev.parley.chatcompletions.internal.Wire.MODEL;
import static dev.parley.chatcompletions.internal.Wire.STREAM;
import static dev.parley.chatcompletions.internal.Wire.chunked;
import static dev.parley.chatcompletions.internal.Wire.event;
import static dev.parley.chatcompletions.internal.Wire.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.Progress;
import dev.parley.chat.CompletionEvent.ProviderEvent;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionEvent.UsageReported;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.FinishReason;
import dev.parley.chat.Usage;
import dev.parley.spi.CompletionAccumulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What llama-server adds to the protocol, in the forms that it was seen to send. */
@Timeout(60)
class LlamaServerAnswerTest {
  private static final String HEAD =
      "'created':1795226759,'id':'chatcmpl-RtB6','model':'test-model',"
          + "'system_fingerprint':'b11669-Debian','object':'chat.completion.chunk'";
  private static final String ROLE =
      "'choices':[{'finish_reason':null,'index':0,'delta':{'role':'assistant','content':null}}],"
          + HEAD;
  private static final String USAGE =
      "'usage':{'completion_tokens':6,'prompt_tokens':20,'total_tokens':26,"
          + "'prompt_tokens_details':{'cached_tokens':19}}";
  private static final String TIMINGS =
      "'timings':{'cache_n':19,'prompt_n':1,'prompt_ms':2.125,'prompt_per_token_ms':2.125,"
          + "'prompt_per_second':470.5,'predicted_n':6,'predicted_ms':1.5,"
          + "'predicted_per_token_ms':0.25,'predicted_per_second':4000.0}";
  private static final String WHOLE =
      "{'choices':[{'finish_reason':'stop','index':0,'message':{'role':'assistant',"
          + "'content':'Hi'}}],'created':1795226759,'model':'test-model',"
          + "'system_fingerprint':'b11669-Debian','object':'chat.completion',"
          + USAGE
          + ",'id':'chatcmpl-RtB6',"
          + TIMINGS
          + "}";
  private static final Usage EXPECTED =
      Usage.reported()
          .input(20)
          .output(6)
          .total(26)
          .cachedInput(19)
          .inputTime(Duration.ofNanos(2_125_000))
          .outputTime(Duration.ofNanos(1_500_000))
          .build();

  private static String progress(int processed) {
    return "{"
        + ROLE
        + ",'prompt_progress':{'total':20,'cache':4,'processed':"
        + processed
        + ",'time_ms':7}}";
  }

  private static String delta(String delta, String finishReason) {
    return "{'choices':[{'finish_reason':"
        + finishReason
        + ",'index':0,'delta':"
        + delta
        + "}],"
        + HEAD
        + "}";
  }

  private static List<String> chunks() {
    return List.of(
        progress(4),
        progress(12),
        progress(20),
        "{" + ROLE + "}",
        delta("{'content':'H'}", "null"),
        delta("{'content':'i'}", "null"),
        delta("{}", "'stop'"),
        "{'choices':[]," + HEAD + "," + USAGE + "," + TIMINGS + "}");
  }

  private static List<CompletionEvent> events(List<String> chunks) {
    List<CompletionEvent> events = new ArrayList<>();
    AnswerDecoder decoder = new AnswerDecoder(MODEL, List.of(), false, events::add);
    chunks.forEach(chunk -> decoder.chunk(Json.parse(json(chunk)).orElseThrow()));
    decoder.end();
    return events;
  }

  private static Completion whole(String answer) {
    CompletionAccumulator whole = new CompletionAccumulator(MODEL, HI);
    new AnswerDecoder(MODEL, List.of(), false, whole::add)
        .whole(Json.parse(json(answer)).orElseThrow());
    return whole.snapshot();
  }

  private static Usage usage(String timings) {
    return whole(
            "{'choices':[{'message':{'content':'Hi'}}],"
                + "'usage':{'prompt_tokens':20,'completion_tokens':6},'timings':"
                + timings
                + "}")
        .usage();
  }

  @Test
  void progress_in_reading_the_prompt_comes_before_the_text_and_roles_do_no_harm() {
    assertEquals(
        List.of(
            new Started("chatcmpl-RtB6", "test-model", List.of()),
            new Progress(4, 20),
            new ProviderEvent("work", "system_fingerprint", json("'b11669-Debian'")),
            new Progress(12, 20),
            new Progress(20, 20),
            new TextDelta("H"),
            new TextDelta("i"),
            new UsageReported(EXPECTED),
            new Finished(FinishReason.STOP)),
        events(chunks()));
  }

  @Test
  void a_stream_over_the_wire_gives_the_same_events_and_the_whole_answer() {
    StringBuilder body = new StringBuilder(STREAM);
    chunks().forEach(chunk -> body.append(chunked(event(chunk))).append(chunked(":\n\n")));
    body.append(chunked(DONE)).append(Wire.LAST);
    try (RawServer server = RawServer.answering(body.toString());
        HttpTransport transport = Wire.transport(server.url());
        CompletionStream stream = Wire.model(transport).stream(HI)) {
      List<CompletionEvent> events = new ArrayList<>();
      stream.forEach(events::add);
      Started head = assertInstanceOf(Started.class, events.get(0));
      assertEquals("req_7", head.requestId().orElseThrow());
      List<CompletionEvent> expected = events(chunks());
      assertEquals(expected.subList(1, expected.size()), events.subList(1, events.size()));
      Completion streamed = stream.completion();
      Completion whole = whole(WHOLE);
      assertEquals(whole.message(), streamed.message());
      assertEquals(whole.usage(), streamed.usage());
      assertEquals(whole.finishReason(), streamed.finishReason());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "{}",
        "[]",
        "7",
        "'soon'",
        "{'total':null,'processed':1}",
        "{'total':'20','processed':1}"
      })
  void progress_without_a_total_is_none(String progress) {
    List<CompletionEvent> events =
        events(List.of("{" + ROLE + ",'prompt_progress':" + progress + "}"));
    assertFalse(events.stream().anyMatch(Progress.class::isInstance), events::toString);
    assertInstanceOf(Started.class, events.get(0));
  }

  @Test
  void a_whole_answer_tells_cached_tokens_and_times() {
    Usage usage = whole(WHOLE).usage();
    assertEquals(EXPECTED, usage);
    assertEquals(1 / 0.002125, usage.inputTokensPerSecond().orElseThrow(), 1e-6);
    assertEquals(4000, usage.outputTokensPerSecond().orElseThrow(), 1e-6);
  }

  @Test
  void times_in_chunks_without_usage_are_not_usage() {
    String finish = "{'choices':[{'index':0,'delta':{},'finish_reason':'stop'}]," + HEAD + ",";
    List<CompletionEvent> events = events(List.of(finish + TIMINGS + "}"));
    assertFalse(events.stream().anyMatch(UsageReported.class::isInstance), events::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "[]",
        "'fast'",
        "{}",
        "{'prompt_ms':null,'predicted_ms':null}",
        "{'prompt_ms':'2.1','predicted_ms':true}",
        "{'prompt_ms':-1,'predicted_ms':-0.001}",
        "{'prompt_ms':1e300,'predicted_ms':1e999}",
        "{'prompt_ms':31536000000,'predicted_ms':99999999999999999999999}"
      })
  void times_that_cannot_be_are_not_told(String timings) {
    assertEquals(Usage.reported().input(20).output(6).build(), usage(timings));
  }

  @Test
  void one_time_may_be_told_without_the_other() {
    Usage usage = usage("{'predicted_ms':1e3}");
    assertEquals(Optional.empty(), usage.inputTime());
    assertEquals(Optional.of(Duration.ofSeconds(1)), usage.outputTime());
    assertEquals(Optional.of(Duration.ZERO), usage("{'prompt_ms':0}").inputTime());
  }
}
