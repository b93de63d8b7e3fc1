package dev.parley.chatcompletions.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chatcompletions.Dialect;
import dev.parley.error.ErrorDetails;
import dev.parley.error.ModelException;
import dev.parley.error.UnavailableException;
import dev.parley.spi.CompletionAccumulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * Real chunks, changed at random and cut at random: whatever a server sends, the answer is an
 * answer or a {@link ModelException}, soon and in few events. Bounded by tries and by time. A
 * failure names the seed of the change; an input that was found becomes a test beside those of its
 * kind.
 */
class AnswerFuzzTest {
  private static final int TRIES = 1_000;

  /** So many inputs are tried however slow the machine is, the others as time allows. */
  private static final int LEAST_TRIES = 100;

  private static final Duration LONGEST_RUN = Duration.ofSeconds(30);
  private static final int MOST_EVENTS_PER_BYTE = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final List<String> CHUNKS =
      List.of(
          "{'id':'c1','object':'chat.completion.chunk','created':1,'model':'m','service_tier':"
              + "'default','choices':[{'index':0,'delta':{'role':'assistant','content':'Hel'},"
              + "'logprobs':{'content':[{'token':'a','logprob':-0.5,'bytes':[97],'top_logprobs':"
              + "[]}]},'finish_reason':null}],'usage':null,'obfuscation':'x'}",
          "{'choices':[{'index':0,'delta':{'content':[{'type':'text','text':'a'},{'type':"
              + "'thinking','thinking':[{'text':'b'}]}],'reasoning':'c','refusal':'d'}}]}",
          "{'choices':[{'index':0,'delta':{'tool_calls':[{'index':0,'id':'i','type':'function',"
              + "'function':{'name':'f','arguments':'{\\'a\\':'}}]}}]}",
          "{'choices':[{'index':0,'delta':{'tool_calls':[{'index':0,'function':{'arguments':"
              + "'1}'}},{'id':'j','custom':{'name':'g','input':'x'}}]}}]}",
          "{'choices':[{'index':0,'delta':{'function_call':{'name':'h','arguments':{}}}}]}",
          "{'choices':[{'index':0,'delta':{'audio':{'id':'a','data':'AQID','transcript':'t',"
              + "'expires_at':9}},'message':{'content':'m'}}]}",
          "{'choices':[{'index':1,'delta':{'reasoning_details':[{'type':'reasoning.text','text':"
              + "'a','index':0},{'type':'reasoning.encrypted','data':'AQ=='}],'extra_content':"
              + "{'google':{}},'new':1},'native_finish_reason':'x','logprobs':{'refusal':[{"
              + "'token':'a','logprob':-1}]}}]}",
          "{'choices':[{'index':0,'delta':{'annotations':[{'type':'url_citation'}]},"
              + "'finish_reason':'stop'}]}",
          "{'choices':[],'usage':{'prompt_tokens':9,'completion_tokens':2,'total_tokens':11.0,"
              + "'prompt_tokens_details':{'cached_tokens':1},'cost':0.5},'timings':{'prompt_ms':1},"
              + "'x_groq':{'usage':{'prompt_tokens':1,'prompt_time':0.1}},"
              + "'prompt_progress':{'processed':1,'total':2}}",
          "{'error':{'message':'m','type':'t','param':null,'code':429}}");

  /** What a property has used up of its tries and its time. */
  private static final class Allowance {
    private final long end = System.nanoTime() + LONGEST_RUN.toNanos();
    private int tries;

    boolean left() {
      return ++tries <= LEAST_TRIES || System.nanoTime() - end < 0;
    }
  }

  private static final Map<String, Allowance> ALLOWANCES = new HashMap<>();

  private static boolean mayTry(String property) {
    return ALLOWANCES.computeIfAbsent(property, p -> new Allowance()).left();
  }

  /** What came of a body. */
  private static String outcome(byte[] body, Random cuts) {
    return assertTimeoutPreemptively(PATIENCE, () -> read(body, cuts));
  }

  private static String read(byte[] body, Random cuts) {
    List<CompletionEvent> events = new ArrayList<>();
    CompletionAccumulator whole = new CompletionAccumulator(Wire.MODEL, Wire.HI);
    AnswerDecoder decoder =
        new AnswerDecoder(
            Wire.MODEL,
            List.of(),
            true,
            event -> {
              events.add(event);
              whole.add(event);
            });
    ErrorDetails details = ErrorDetails.of(Wire.MODEL);
    CutSource source = CutSource.sized(() -> 1 + cuts.nextInt(200), body);
    StreamedAnswer answer =
        new StreamedAnswer(
            source, 1 << 16, decoder, details, e -> new UnavailableException("e", details, null));
    String end = "complete";
    try {
      while (!answer.ended()) {
        answer.advance();
      }
    } catch (ModelException e) {
      end = e.getMessage();
    } catch (SseLimitExceededException e) {
      end = "limit";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    check(events, end, body);
    Completion completion = whole.snapshot();
    // What came can be sent back, or is refused by type.
    encode(completion);
    assertTrue(completion.usage().plus(completion.usage()).details().size() <= body.length);
    return end + " " + completion.message() + completion.usage().totalTokens();
  }

  private static void check(List<CompletionEvent> events, String end, byte[] body) {
    assertTrue(events.size() <= 16 + body.length * MOST_EVENTS_PER_BYTE, "too many events");
    long starts = events.stream().filter(Started.class::isInstance).count();
    assertTrue(starts == (events.isEmpty() ? 0 : 1), events::toString);
    boolean finished = !events.isEmpty() && events.get(events.size() - 1) instanceof Finished;
    assertEquals(end.equals("complete"), finished, events::toString);
  }

  private static void encode(Completion completion) {
    try {
      new MessageEncoder(Wire.MODEL, Dialect.COMPATIBLE, false).encode(completion.message());
    } catch (ModelException refused) {
      assertTrue(refused.getMessage().contains("nothing was sent"), refused::getMessage);
    }
  }

  @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
  void changed_chunks_make_an_answer_or_a_typed_error(@ForAll long seed) {
    if (!mayTry("chunks")) {
      return;
    }
    Random random = new Random(seed);
    StringBuilder body = new StringBuilder();
    for (int i = 1 + random.nextInt(8); i > 0; i--) {
      JsonNode chunk = chunk(random);
      body.append("data: ").append(chunk).append("\n\n");
    }
    body.append(random.nextBoolean() ? Wire.DONE : "");
    outcome(body.toString().getBytes(StandardCharsets.UTF_8), random);
  }

  @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
  void changed_bytes_make_an_answer_or_a_typed_error_however_they_are_cut(@ForAll long seed) {
    if (!mayTry("bytes")) {
      return;
    }
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    for (int i = 1 + random.nextInt(5); i > 0; i--) {
      text.append(Wire.event(CHUNKS.get(random.nextInt(CHUNKS.size() - 1))));
    }
    byte[] body = (text + Wire.DONE).getBytes(StandardCharsets.UTF_8);
    for (int i = random.nextInt(6); i > 0; i--) {
      body = Changes.of(body, random);
    }
    assertEquals(
        outcome(body, new Random(1)).replaceAll("call_[-0-9a-f]+", ""),
        outcome(body, new Random(2)).replaceAll("call_[-0-9a-f]+", ""));
  }

  @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
  void changed_whole_answers_and_errors_are_read_or_refused_by_type(@ForAll long seed) {
    if (!mayTry("whole")) {
      return;
    }
    Random random = new Random(seed);
    ObjectNode answer = (ObjectNode) chunk(random);
    JsonNode delta = answer.at("/choices/0/delta");
    if (delta.isObject() && answer.at("/choices/0") instanceof ObjectNode choice) {
      choice.set("message", delta);
    }
    ErrorBody.present(answer);
    ErrorBody.of(answer);
    byte[] text = Changes.of(answer.toString().getBytes(StandardCharsets.UTF_8), random);
    ErrorBody.ofText(Utf8.decode(text, 0, text.length));
    CompletionAccumulator whole = new CompletionAccumulator(Wire.MODEL, Wire.HI);
    try {
      new AnswerDecoder(Wire.MODEL, List.of(), false, whole::add).whole(answer);
      assertTrue(whole.snapshot().isComplete());
    } catch (ModelException e) {
      assertTrue(e.getMessage().contains("the answer"), e::getMessage);
    }
  }

  private static JsonNode chunk(Random random) {
    JsonNode chunk = Changes.parse(CHUNKS.get(random.nextInt(CHUNKS.size())));
    for (int i = random.nextInt(4); i > 0; i--) {
      Changes.in(chunk, random);
    }
    return chunk;
  }
}
