package dev.parley.chatcompletions.internal;

import static dev.parley.chatcompletions.internal.Wire.MODEL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.Completion;
import dev.parley.error.ErrorDetails;
import dev.parley.error.InterruptedStreamException;
import dev.parley.error.ProtocolException;
import dev.parley.spi.CompletionAccumulator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random answers, told in random pieces: what comes out is the answer; and cut anywhere, they are
 * an error, never an end.
 */
class ResponsesStreamTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String ALPHABET = "ab \"\\\n{}é世\uD83D\uDE00";

  private final StringBuilder stream = new StringBuilder();
  private Random random = new Random(0);
  private int number;

  /** Whether the end of each item is told, and whether remarks come before it. */
  private boolean ends;

  private boolean remarks;

  static IntStream seeds() {
    return IntStream.range(0, 300);
  }

  private Completion whole(ObjectNode answer) {
    CompletionAccumulator whole = new CompletionAccumulator(MODEL, Wire.HI);
    new ResponsesDecoder(MODEL, List.of(), false, whole::add).whole(answer);
    return whole.snapshot();
  }

  private Completion streamed(byte[] body) throws IOException {
    CompletionAccumulator whole = new CompletionAccumulator(MODEL, Wire.HI);
    StreamedAnswer answer =
        new StreamedAnswer(
            CutSource.sized(() -> 1 + random.nextInt(99), body),
            1 << 20,
            new ResponsesDecoder(MODEL, List.of(), false, whole::add),
            ErrorDetails.of(MODEL),
            error -> new ProtocolException(error.message(), ErrorDetails.of(MODEL), null));
    while (!answer.ended()) {
      answer.advance();
    }
    return whole.snapshot();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void a_streamed_answer_equals_the_whole(int seed) throws IOException {
    random = new Random(seed);
    ObjectNode answer = answer();
    stream(answer);
    Completion whole = whole(answer);
    Completion streamed = streamed(bytes());
    assertEquals(whole.message(), streamed.message());
    assertEquals(whole.finishReason(), streamed.finishReason());
    assertEquals(whole.usage(), streamed.usage());
    assertEquals(whole.logprobs(), streamed.logprobs());
    assertEquals(whole.annotations(), streamed.annotations());
    assertEquals(whole.providerFields(), streamed.providerFields());
    assertEquals(whole.id(), streamed.id());
    assertEquals(whole.answeredBy(), streamed.answeredBy());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void a_stream_that_is_cut_anywhere_is_an_error(int seed) throws IOException {
    random = new Random(seed);
    ObjectNode answer = answer();
    stream(answer);
    byte[] body = bytes();
    assertTrue(streamed(body).isComplete());
    for (int i = 0; i < 20; i++) {
      // Without the blank line behind it the last event is whole all the same.
      byte[] cut = Arrays.copyOf(body, random.nextInt(body.length - "\n\n".length()));
      assertThrows(InterruptedStreamException.class, () -> streamed(cut), () -> text(cut));
    }
  }

  @Test
  void only_events_of_the_answer_must_be_json() throws IOException {
    stream(answer());
    String ping = "event: ping\ndata: ping\n\n";
    stream.insert(stream.indexOf("\n\n") + 2, ping).insert(0, ping);
    assertTrue(streamed(bytes()).isComplete());
    for (String event : List.of("", "event: message\n", "event: response.new\n")) {
      String broken = event + "data: ping\n\n" + stream;
      byte[] body = broken.getBytes(StandardCharsets.UTF_8);
      assertThrows(ProtocolException.class, () -> streamed(body), event);
    }
  }

  private static String text(byte[] cut) {
    return "..." + Utf8.decode(cut, Math.max(0, cut.length - 80), cut.length);
  }

  private byte[] bytes() {
    return stream.toString().getBytes(StandardCharsets.UTF_8);
  }

  private ObjectNode answer() {
    ObjectNode answer =
        NODES
            .objectNode()
            .put("id", "resp_1")
            .put("object", "response")
            .put("model", "gpt-x-1")
            .put("status", "completed");
    ArrayNode output = answer.putArray("output");
    for (int i = random.nextInt(5); i > 0; i--) {
      item(output.size(), output.addObject());
    }
    if (random.nextBoolean()) {
      answer.put("service_tier", "flex");
    }
    if (random.nextBoolean()) {
      answer.putObject("usage").put("input_tokens", 9).put("output_tokens", random.nextInt(9));
    }
    if (random.nextInt(4) == 0) {
      answer.put("status", "incomplete");
      answer.putObject("incomplete_details").put("reason", "max_output_tokens");
    }
    return answer;
  }

  private void item(int index, ObjectNode item) {
    item.put("id", "id_" + index);
    switch (random.nextInt(5)) {
      case 0 -> {
        item.put("type", "reasoning").put("encrypted_content", "gAAA");
        texts("summary_text", item.putArray("summary"));
        texts("reasoning_text", item.putArray("content"));
      }
      case 1 -> item.put("type", "web_search_call").put("status", "completed");
      case 2, 3 -> {
        item.put("type", "function_call").put("call_id", "call_" + index).put("name", "f" + index);
        item.put("arguments", text());
      }
      default -> {
        item.put("type", "message").put("role", "assistant");
        if (random.nextBoolean()) {
          item.put("phase", "commentary");
        }
        content(item.putArray("content"));
      }
    }
  }

  private void texts(String type, ArrayNode list) {
    for (int i = random.nextInt(3); i > 0; i--) {
      list.addObject().put("type", type).put("text", text());
    }
  }

  private void content(ArrayNode content) {
    for (int i = random.nextInt(3); i > 0; i--) {
      ObjectNode part = content.addObject();
      if (random.nextInt(3) == 0) {
        part.put("type", "refusal").put("refusal", text());
        continue;
      }
      part.put("type", "output_text").put("text", text());
      ArrayNode annotations = part.putArray("annotations");
      for (int k = random.nextInt(3); k > 0; k--) {
        annotations.addObject().put("type", "url_citation").put("url", text());
      }
      ArrayNode logprobs = part.putArray("logprobs");
      for (int k = random.nextInt(3); k > 0; k--) {
        logprobs.addObject().put("token", text()).put("logprob", -random.nextInt(9));
      }
    }
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      int at = random.nextInt(ALPHABET.length() - 1);
      text.appendCodePoint(ALPHABET.codePointAt(at == ALPHABET.length() - 1 ? 0 : at));
    }
    return text.toString();
  }

  private void stream(ObjectNode answer) {
    ends = random.nextBoolean();
    remarks = random.nextBoolean();
    ObjectNode begun = answer.deepCopy().put("status", "in_progress");
    begun.putArray("output");
    begun.remove("usage");
    event("response.created").set("response", begun);
    write();
    int index = 0;
    for (var item : answer.path("output")) {
      item((ObjectNode) item, index++);
    }
    event("response." + answer.path("status").asText()).set("response", answer);
    write();
  }

  private ObjectNode event = NODES.objectNode();

  private ObjectNode event(String type) {
    event = NODES.objectNode().put("type", type).put("sequence_number", number++);
    return event;
  }

  private void write() {
    if (random.nextBoolean()) {
      stream.append("event: ").append(event.path("type").asText()).append('\n');
    }
    stream.append("data: ");
    // Pieces may end in mid-character, which only escapes can say.
    event.toString().chars().forEach(c -> stream.append(c < 0x7f ? "" + (char) c : escaped(c)));
    stream.append("\n\n");
  }

  private static String escaped(int c) {
    return "\\u%04x".formatted(c);
  }

  private void item(ObjectNode item, int index) {
    boolean numbered = random.nextBoolean();
    String type = item.path("type").asText();
    ObjectNode begun = item.deepCopy();
    begun.remove(List.of("summary", "content", "arguments"));
    place(event("response.output_item.added"), item, index, true).set("item", begun);
    write();
    boolean silent = ends && random.nextInt(4) == 0; // All comes with its end.
    if (!silent) {
      pieces(item, type, index, numbered);
    }
    if (ends) {
      place(event("response.output_item.done"), item, index, true).set("item", item);
      write();
    }
  }

  private void pieces(ObjectNode item, String type, int index, boolean numbered) {
    switch (type) {
      case "reasoning" -> {
        deltas(item, index, numbered, "summary", "reasoning_summary_text", "summary_index");
        deltas(item, index, numbered, "content", "reasoning_text", "content_index");
      }
      case "function_call" -> {
        String arguments = item.path("arguments").asText();
        // What is missing comes with the end.
        for (String piece :
            pieces(arguments.substring(0, random.nextInt(arguments.length() + 1)))) {
          place(event("response.function_call_arguments.delta"), item, index, numbered)
              .put("delta", piece);
          write();
        }
      }
      case "message" -> parts(item, index, numbered);
      default -> {}
    }
  }

  private static ObjectNode place(ObjectNode event, ObjectNode item, int index, boolean numbered) {
    return numbered
        ? event.put("output_index", index)
        : event.put("item_id", item.path("id").asText());
  }

  private void deltas(
      ObjectNode item, int index, boolean numbered, String list, String name, String place) {
    for (int i = 0; i < item.path(list).size(); i++) {
      for (String piece : pieces(item.path(list).path(i).path("text").asText())) {
        place(event("response." + name + ".delta"), item, index, numbered)
            .put(place, i)
            .put("delta", piece);
        write();
      }
    }
  }

  private void parts(ObjectNode item, int index, boolean numbered) {
    for (int i = 0; i < item.path("content").size(); i++) {
      var part = item.path("content").path(i);
      boolean refused = part.path("type").asText().equals("refusal");
      List<String> pieces = pieces(part.path(refused ? "refusal" : "text").asText());
      for (String piece : pieces) {
        place(
                event(refused ? "response.refusal.delta" : "response.output_text.delta"),
                item,
                index,
                numbered)
            .put("content_index", i)
            .put("delta", piece);
        if (!refused && piece.equals(pieces.get(pieces.size() - 1)) && random.nextBoolean()) {
          event.set("logprobs", NODES.arrayNode());
        }
        write();
      }
      if (remarks) {
        for (var annotation : part.path("annotations")) {
          place(event("response.output_text.annotation.added"), item, index, numbered)
              .put("content_index", i)
              .set("annotation", annotation);
          write();
        }
      }
    }
  }

  private List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    for (int at = 0; at < text.length(); ) {
      int next = Math.min(text.length(), at + 1 + random.nextInt(4));
      pieces.add(text.substring(at, next));
      at = next;
    }
    return pieces;
  }
}
