package dev.parley.chatcompletions.internal;

import static dev.parley.chatcompletions.internal.Wire.MODEL;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.Completion;
import dev.parley.spi.CompletionAccumulator;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Cuts random answers into random chunks: what comes out is the answer. */
class StreamEqualsWholeTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String ALPHABET = "ab \"\\\n{}é世\uD83D\uDE00";

  private final List<ObjectNode> chunks = new ArrayList<>();
  private Random random = new Random(0);

  static IntStream seeds() {
    return IntStream.range(0, 300);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void a_streamed_answer_equals_the_whole(int seed) {
    random = new Random(seed);
    ObjectNode answer = answer();
    cut(answer);
    CompletionAccumulator whole = new CompletionAccumulator(MODEL, Wire.HI);
    new AnswerDecoder(MODEL, List.of(), false, whole::add).whole(answer);
    CompletionAccumulator streamed = new CompletionAccumulator(MODEL, Wire.HI);
    AnswerDecoder decoder = new AnswerDecoder(MODEL, List.of(), false, streamed::add);
    for (ObjectNode chunk : chunks) {
      decoder.chunk(Json.parse(chunk.toString()).orElseThrow());
    }
    decoder.end();
    assertSame(whole.snapshot(), streamed.snapshot());
  }

  private static void assertSame(Completion whole, Completion streamed) {
    assertEquals(whole.message(), streamed.message());
    assertEquals(whole.finishReason(), streamed.finishReason());
    assertEquals(whole.usage(), streamed.usage());
    assertEquals(whole.logprobs(), streamed.logprobs());
    assertEquals(whole.id(), streamed.id());
    assertEquals(whole.answeredBy(), streamed.answeredBy());
  }

  private ObjectNode answer() {
    ObjectNode answer = NODES.objectNode().put("id", "c1").put("model", "m");
    ObjectNode choice = answer.putArray("choices").addObject().put("index", 0);
    ObjectNode message = choice.putObject("message").put("role", "assistant");
    String[] names = {"content", "reasoning_content", "refusal"};
    for (String name : names) {
      if (random.nextBoolean()) {
        message.put(name, text());
      } else {
        message.putNull(name);
      }
    }
    int calls = random.nextInt(4);
    ArrayNode list = message.putArray("tool_calls");
    for (int i = 0; i < calls; i++) {
      ObjectNode call = list.addObject().put("id", "call" + i).put("type", "function");
      call.putObject("function").put("name", "f" + i).put("arguments", text());
    }
    choice.put("finish_reason", calls > 0 ? "tool_calls" : "stop");
    if (random.nextBoolean()) {
      ArrayNode logprobs = choice.putObject("logprobs").putArray("content");
      for (int i = random.nextInt(5); i > 0; i--) {
        logprobs.addObject().put("token", text()).put("logprob", -random.nextInt(9));
      }
    }
    if (random.nextBoolean()) {
      ObjectNode usage = answer.putObject("usage");
      usage.put("prompt_tokens", 9).put("completion_tokens", 3);
      if (random.nextBoolean()) {
        usage.putObject("prompt_tokens_details").put("cached_tokens", random.nextInt(9));
      }
      if (random.nextBoolean()) {
        ObjectNode timings = answer.putObject("timings").put("prompt_ms", random.nextDouble());
        timings.put("predicted_ms", random.nextInt(9_999) / 1000.0);
      }
    }
    return answer;
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }

  private void cut(JsonNode answer) {
    JsonNode choice = answer.path("choices").path(0);
    JsonNode message = choice.path("message");
    for (int i = random.nextInt(3); i > 0; i--) {
      delta().put("role", "assistant").putNull("content");
      chunks
          .get(chunks.size() - 1)
          .putObject("prompt_progress")
          .put("processed", 9)
          .put("total", 9);
    }
    delta().put("role", "assistant").put("content", "");
    for (String name : new String[] {"reasoning_content", "content", "refusal"}) {
      for (String piece : pieces(message.path(name).asText(""))) {
        delta().put(name, piece);
      }
    }
    for (JsonNode entry : choice.path("logprobs").path("content")) {
      delta();
      lastChoice().putObject("logprobs").putArray("content").add(entry);
    }
    int index = 0;
    for (JsonNode call : message.path("tool_calls")) {
      cutCall(call, index++);
    }
    delta();
    lastChoice().put("finish_reason", choice.path("finish_reason").textValue());
    if (answer.has("usage")) {
      ObjectNode last = chunk();
      last.putArray("choices");
      last.set("usage", answer.path("usage"));
      if (answer.has("timings")) {
        last.set("timings", answer.path("timings"));
      }
    }
  }

  private void cutCall(JsonNode call, int index) {
    JsonNode function = call.path("function");
    ObjectNode head = delta().putArray("tool_calls").addObject().put("index", index);
    head.put("id", call.path("id").textValue()).put("type", "function");
    head.putObject("function").put("name", function.path("name").textValue()).put("arguments", "");
    for (String piece : pieces(function.path("arguments").textValue())) {
      ObjectNode next = delta().putArray("tool_calls").addObject().put("index", index);
      next.putObject("function").put("arguments", piece);
    }
  }

  /** Cut between any two chars, within surrogate pairs too. */
  private List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      int to = Math.min(text.length(), from + random.nextInt(4));
      pieces.add(text.substring(from, to));
      from = to;
    }
    return pieces;
  }

  private ObjectNode chunk() {
    ObjectNode chunk = NODES.objectNode().put("id", "c1").put("model", "m").putNull("usage");
    chunks.add(chunk);
    return chunk;
  }

  private ObjectNode delta() {
    ObjectNode choice = chunk().putArray("choices").addObject().put("index", 0);
    choice.putNull("finish_reason");
    return choice.putObject("delta");
  }

  private ObjectNode lastChoice() {
    return (ObjectNode) chunks.get(chunks.size() - 1).path("choices").path(0);
  }
}
