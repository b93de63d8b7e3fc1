package dev.parley.chatcompletions.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.error.ErrorDetails;
import dev.parley.error.ModelException;
import dev.parley.error.UnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Chunks that are taken without being parsed mean what the general decoder makes of them. */
class RepeatedChunksTest {
  private static final int TRIES = 4_000;

  private static final List<String> FRAMES =
      List.of(
          "{'id':'c1','object':'chat.completion.chunk','created':1,'model':'m','service_tier':"
              + "'default','system_fingerprint':'fp','choices':[{'index':0,'delta':{'content':"
              + "'TEXT'},'logprobs':null,'finish_reason':null}],'usage':null,"
              + "'obfuscation':'NOISE'}",
          "{'obfuscation':'NOISE','id':'c1','choices':[{'delta':{'role':'assistant','content':"
              + "'TEXT','tool_calls':null},'index':0}]}",
          "{'choices':[{'finish_reason':null,'index':0,'delta':{'content':'TEXT'}}],'created':1}",
          "{'id':'c1','choices':[{'index':0,'delta':{'content':'TEXT','reasoning_content':'r'}}]}",
          "{'id':'c1','choices':[{'index':0,'delta':{'content':'TEXT','reasoning_details':[{"
              + "'type':'reasoning.text','text':'a'}]}}]}",
          "{'id':'c1','choices':[{'index':0,'delta':{'content':'TEXT','extra_content':{'a':1}}}]}",
          "{'id':'c1','choices':[{'index':0,'delta':{'content':'TEXT'},'logprobs':{'content':[{"
              + "'token':'a','logprob':-0.5}]}}]}",
          "{'id':'c1','choices':[{'index':0,'delta':{'content':'TEXT','tool_calls':[{'index':0,"
              + "'id':'i','function':{'name':'f','arguments':'1'}}]}}]}",
          "{'id':'c1','choices':[{'index':0,'delta':{'content':'TEXT'}},{'index':1,'delta':{"
              + "'content':'other'}}]}",
          "{'id':'c1','choices':[{'index':1,'delta':{'content':'TEXT'}}]}",
          "{'id':'c1','choices':[{'index':0,'delta':{'content':'TEXT'}}],'service_tier':'flex'}",
          "{'id':'c1','choices':[{'index':0,'delta':{'content':'TEXT'},'finish_reason':'stop'}]}",
          "{'id':'c1','choices':[{'index':0,'delta':{'content':'TEXT'}}],'usage':{'prompt_tokens':"
              + "1,'completion_tokens':2}}",
          "{'id':'c1','choices':[{'index':0,'delta':{'content':'a','content':'TEXT'}}]}",
          "{'id':'c1','choices':[{'index':0,'delta':{'content':'TEXT','content':'b'}}]}",
          "{'id':'c1','choices':[{'index':0,'delta':{'content':'TEXT'}}],'choices':[]}",
          "{'id':'c1','choices':[{'index':0,'delta':{'content':'TEXT'}}],'obfuscation':1}",
          "{'choices':[{'index':0,'delta':{'content':'TEXT'}}]}",
          "{'error':null,'id':'c1','choices':[{'index':0,'delta':{'content':'TEXT'}}]} ",
          "{'error':'NOISE','choices':[{'index':0,'delta':{'content':'TEXT'}}]}");

  /** Pieces of the insides of JSON strings, as servers write them, and as none should. */
  private static final List<String> PIECES =
      List.of(
          "a",
          " the",
          "Hel",
          "",
          " ",
          ".",
          "é",
          "世",
          "\uD83D\uDE00",
          "\\n",
          "\\\"",
          "\\\\",
          "\\/",
          "\\b\\f\\r\\t",
          "\\u00e9",
          "\\u00E9",
          "\\uD83D\\uDE00",
          "\\uD83D",
          "\\uDE00",
          "\\uFFFD",
          "\uFFFD",
          "\\u0000",
          "{",
          "}",
          ",",
          ":",
          "'",
          "data:",
          "[DONE]",
          "\u2028",
          "\u007F");

  private static final List<String> WRONG =
      List.of("\\", "\\x", "\\u12", "\\u12G4", "\t", "\u0001", "\"", "\\u", "\"}", "\n", "\r");

  /** What came of a body, and how many chunks were not parsed. */
  private record Outcome(List<CompletionEvent> events, String end, int taken) {}

  private static Outcome read(byte[] body, Random cuts, boolean rawChunks, boolean fast) {
    List<CompletionEvent> events = new ArrayList<>();
    AtomicInteger taken = new AtomicInteger();
    AnswerDecoder decoder = new AnswerDecoder(Wire.MODEL, List.of(), rawChunks, events::add);
    ErrorDetails details = ErrorDetails.of(Wire.MODEL);
    StreamedAnswer answer =
        new StreamedAnswer(
            CutSource.sized(() -> 1 + cuts.nextInt(300), body),
            1 << 16,
            new Watched(decoder, fast, taken),
            details,
            e -> new UnavailableException(e.message(), details, null));
    String end = "complete";
    try {
      while (!answer.ended()) {
        answer.advance();
      }
    } catch (ModelException e) {
      end = e.getClass() + e.getMessage();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Outcome(events, end, taken.get());
  }

  /** Counts what is taken without a tree, or has everything parsed. */
  private record Watched(Decoder decoder, boolean fast, AtomicInteger taken) implements Decoder {
    @Override
    public boolean takes(byte[] bytes, int from, int to) {
      boolean done = fast && decoder.takes(bytes, from, to);
      taken.addAndGet(done ? 1 : 0);
      return done;
    }

    @Override
    public void chunkWas(byte[] bytes, int from, int to) {
      decoder.chunkWas(bytes, from, to);
    }

    @Override
    public void answeredWith(ErrorDetails answer) {
      decoder.answeredWith(answer);
    }

    @Override
    public Optional<ErrorBody> refusal(JsonNode json) {
      return decoder.refusal(json);
    }

    @Override
    public void whole(JsonNode answer) {
      decoder.whole(answer);
    }

    @Override
    public void chunk(JsonNode chunk) {
      decoder.chunk(chunk);
    }

    @Override
    public boolean isChunk(String event) {
      return decoder.isChunk(event);
    }

    @Override
    public boolean started() {
      return decoder.started();
    }

    @Override
    public boolean finishSeen() {
      return decoder.finishSeen();
    }

    @Override
    public boolean ended() {
      return decoder.ended();
    }

    @Override
    public void end() {
      decoder.end();
    }
  }

  /** Reads the body both ways, which must come to the same. Returns how many were not parsed. */
  private static int check(byte[] body, long seed, boolean rawChunks) {
    Outcome fast = read(body, new Random(seed), rawChunks, true);
    Outcome general = read(body, new Random(seed + 1), rawChunks, false);
    assertEquals(shown(general), shown(fast));
    assertEquals(0, general.taken());
    return fast.taken();
  }

  /** Ids that are made up for calls without one differ. */
  private static String shown(Outcome outcome) {
    String events =
        outcome.events().stream()
            .map(event -> event + " " + event.extras().providerData() + "\n")
            .collect(Collectors.joining());
    return outcome.end() + events.replaceAll("call_[-0-9a-f]+", "");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String chunk(String frame, String text, String noise) {
    return "data: " + Wire.json(frame).replace("TEXT", text).replace("NOISE", noise) + "\n\n";
  }

  private static String text(Random random, boolean mayBeWrong) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    if (mayBeWrong && random.nextInt(12) == 0) {
      text.append(WRONG.get(random.nextInt(WRONG.size())));
    }
    return text.toString();
  }

  private static String noise(Random random, boolean mayBeWrong) {
    return mayBeWrong && random.nextInt(12) == 0
        ? text(random, true)
        : "aB3xYz7Q9".substring(random.nextInt(10));
  }

  /** A stream that keeps to a frame for a while, and then takes another. */
  private static String stream(Random random, boolean mayBeWrong) {
    StringBuilder body = new StringBuilder();
    String frame = FRAMES.get(random.nextInt(2));
    for (int i = 2 + random.nextInt(14); i > 0; i--) {
      if (random.nextInt(6) == 0) {
        frame = FRAMES.get(random.nextInt(FRAMES.size()));
      }
      String shape = random.nextInt(10) == 0 ? mutated(frame, random) : frame;
      body.append(chunk(shape, text(random, mayBeWrong), noise(random, mayBeWrong)));
      body.append(random.nextInt(20) == 0 ? ": alive\n\n" : "");
    }
    return body + (random.nextBoolean() ? Wire.finish("stop") : "") + Wire.DONE;
  }

  /** The frame with its fields in another order, or changed like anything in {@link Changes}. */
  private static String mutated(String frame, Random random) {
    JsonNode tree = Changes.parse(frame.strip());
    JsonNode changed = random.nextBoolean() ? shuffled(tree, random) : tree;
    if (random.nextBoolean()) {
      Changes.in(changed, random);
    }
    return changed.toString();
  }

  private static JsonNode shuffled(JsonNode node, Random random) {
    if (node instanceof ObjectNode object) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      Collections.shuffle(names, random);
      ObjectNode result = object.objectNode();
      names.forEach(name -> result.set(name, shuffled(object.get(name), random)));
      return result;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode result = array.arrayNode();
      array.forEach(element -> result.add(shuffled(element, random)));
      return result;
    }
    return node;
  }

  @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
  void chunks_of_changing_shape_and_text_mean_the_same(@ForAll long seed) {
    Random random = new Random(seed);
    check(bytes(stream(random, true)), seed, random.nextInt(8) == 0);
  }

  @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
  void changed_bytes_mean_the_same(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] body = bytes(stream(random, false));
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      body = Changes.of(body, random);
    }
    check(body, seed, false);
  }

  @Property(tries = 200, shrinking = ShrinkingMode.OFF)
  void a_frame_that_repeats_is_not_parsed_again(@ForAll long seed) {
    Random random = new Random(seed);
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < 52; i++) {
      String text = text(random, false).replace("\\uFFFD", "").replace("\uFFFD", "");
      body.append(chunk(FRAMES.get(0), "x" + text, noise(random, false)));
    }
    body.append(Wire.finish("stop")).append(Wire.DONE);
    // The first begins the answer, the second shows that nothing else is said.
    assertEquals(50, check(bytes(body.toString()), seed, false));
  }

  @Example
  void noise_may_stand_before_the_text() {
    String frame = FRAMES.get(1);
    String body = chunk(frame, "a", "1") + chunk(frame, "b", "") + chunk(frame, "c", "longer");
    assertEquals(1, check(bytes(body + Wire.finish("stop") + Wire.DONE), 1, false));
  }

  @Example
  void what_is_put_together_without_a_word_is_parsed_each_time() {
    for (String frame : FRAMES.subList(3, 9)) {
      String body = chunk(frame, "a", "").repeat(6);
      assertEquals(0, check(bytes(body + Wire.finish("stop") + Wire.DONE), 1, false), frame);
    }
  }

  @Example
  void raw_chunks_are_all_told() {
    String body = chunk(FRAMES.get(0), "a", "n").repeat(6) + Wire.finish("stop") + Wire.DONE;
    assertEquals(0, check(bytes(body), 1, true));
  }

  @Example
  void a_field_that_changes_back_is_told_again() {
    String usual = chunk(FRAMES.get(0), "a", "");
    String flex = chunk(FRAMES.get(10), "b", "");
    String body = usual.repeat(3) + flex.repeat(3) + usual.repeat(3);
    assertEquals(3, check(bytes(body + Wire.finish("stop") + Wire.DONE), 1, false));
  }

  @Example
  void frames_that_never_repeat_are_soon_not_looked_for() {
    StringBuilder body = new StringBuilder(chunk(FRAMES.get(0), "a", ""));
    for (int i = 0; i < 9; i++) {
      body.append(chunk(FRAMES.get(0).replace("'created':1", "'created':" + (10 + i)), "a", ""));
    }
    String regular = chunk(FRAMES.get(0), "a", "").repeat(5);
    assertEquals(0, check(bytes(body + regular + Wire.finish("stop") + Wire.DONE), 1, false));
  }

  @Example
  void the_events_are_those_of_the_words() {
    String body =
        chunk(FRAMES.get(2), "a", "").repeat(2)
            + chunk(FRAMES.get(2), "\\u4e16\\n\\uD83D\\uDE00", "")
            + chunk(FRAMES.get(2), "", "")
            + Wire.finish("stop")
            + Wire.DONE;
    Outcome outcome = read(bytes(body), new Random(1), false, true);
    List<CompletionEvent> texts =
        outcome.events().stream().filter(TextDelta.class::isInstance).toList();
    assertEquals(
        List.of(new TextDelta("a"), new TextDelta("a"), new TextDelta("世\n\uD83D\uDE00")), texts);
    assertTrue(outcome.taken() > 0);
  }
}
