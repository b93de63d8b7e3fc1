package dev.parley.structured;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionStream;
import dev.parley.error.CancelledException;
import dev.parley.error.InvalidAnswerException;
import dev.parley.error.ModelException;
import dev.parley.mock.MockChatModel;
import dev.parley.mock.MockReply;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Answers as they grow. */
class AnswerStreamTest {
  record Person(String name, int age, List<String> pets) {}

  private static final ChatRequest REQUEST = ChatRequest.of("Who?");

  private static MockChatModel model(String... replies) {
    MockChatModel.Builder model = MockChatModel.builder();
    for (String reply : replies) {
      MockReply.Builder pieces = MockReply.builder();
      for (String piece : reply.split("\\|", -1)) {
        pieces.text(piece);
      }
      model.reply(pieces.build());
    }
    return model.build();
  }

  private static Structured<Person> structured(MockChatModel model) {
    return Structured.builder(model, JsonType.of(Person.class)).repair().build();
  }

  @Test
  void fields_are_there_when_they_have_ended_and_texts_grow_by_choice() {
    MockChatModel model = model("{\"name\":\"A|da\",\"age\":3|6,\"pets\":[\"cat\",\"d|og\"]}");
    List<Map<String, Object>> ended = new ArrayList<>();
    List<Map<String, Object>> growing = new ArrayList<>();
    try (AnswerStream<Person> stream = structured(model).stream(REQUEST)) {
      for (CompletionEvent event : stream) {
        if (event instanceof TextDelta) {
          ended.add(stream.fields());
          growing.add(stream.fieldsWithText());
        }
      }
      assertEquals(new Person("Ada", 36, List.of("cat", "dog")), stream.answer().value());
      assertSame(stream.answer(), stream.answer());
    }
    BigDecimal age = new BigDecimal(36);
    assertEquals(
        List.of(
            Map.of(),
            Map.of("name", "Ada"),
            Map.of("name", "Ada", "age", age, "pets", List.of("cat")),
            Map.of("name", "Ada", "age", age, "pets", List.of("cat", "dog"))),
        ended);
    assertEquals(
        List.of(
            Map.of("name", "A"),
            Map.of("name", "Ada"),
            Map.of("name", "Ada", "age", age, "pets", List.of("cat", "d")),
            Map.of("name", "Ada", "age", age, "pets", List.of("cat", "dog"))),
        growing);
  }

  @Test
  void the_answer_reads_what_is_left() {
    try (AnswerStream<Person> stream =
        structured(model("{\"name\":\"Ada\",|\"age\":36,|\"pets\":[]}")).stream(REQUEST)) {
      stream.iterator().next();
      assertEquals(36, stream.answer().value().age());
    }
  }

  @Test
  void nothing_starts_before_the_first_read() {
    MockChatModel model = model("{}");
    structured(model).stream(REQUEST).close();
    assertEquals(0, model.requests().size());
  }

  @Test
  void closing_before_the_end_cancels() {
    MockChatModel model = model("{\"name\":\"Ada\",|\"age\":36,|\"pets\":[]}");
    AnswerStream<Person> stream = structured(model).stream(REQUEST);
    stream.iterator().next();
    stream.close();
    stream.close();
    assertThrows(CancelledException.class, stream::answer);
    assertEquals(1, model.cancelledStreams());
    assertEquals(0, model.openStreams());
  }

  @Test
  void a_closed_stream_corrects_nothing() {
    MockChatModel model = model("{}", "{\"name\":\"Ada\",\"age\":36,\"pets\":[]}");
    AnswerStream<Person> stream = structured(model).stream(REQUEST);
    stream.forEach(event -> {});
    stream.close();
    CancelledException e = assertThrows(CancelledException.class, stream::answer);
    assertEquals(InvalidAnswerException.class, e.getSuppressed()[0].getClass());
    assertEquals(1, model.requests().size());
  }

  @Test
  void closing_from_another_thread_cancels_the_correction() throws Exception {
    MockChatModel model =
        MockChatModel.builder()
            .reply("{}")
            .reply(MockReply.builder().text("{\"name\":").hang().build())
            .build();
    AnswerStream<Person> stream = structured(model).stream(REQUEST);
    Thread closer =
        new Thread(
            () -> {
              // Not before the correction has begun, unless that fails to.
              long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
              while (model.requests().size() < 2 && System.nanoTime() < end) {
                Thread.onSpinWait();
              }
              stream.close();
            });
    closer.start();
    assertThrows(CancelledException.class, stream::answer);
    closer.join();
    assertEquals(0, model.openStreams());
  }

  @Test
  void a_failure_is_told_again() {
    AnswerStream<Person> stream = structured(model("{}", "{}")).stream(REQUEST);
    ModelException first = assertThrows(InvalidAnswerException.class, stream::answer);
    ModelException second = assertThrows(InvalidAnswerException.class, stream::answer);
    assertSame(first, second);
    assertEquals(1, first.getSuppressed().length);
  }

  @Test
  void a_failure_that_is_not_the_models_is_told_again_too() {
    MockChatModel model = model("{}");
    AnswerStream<Person> stream = structured(model).stream(REQUEST);
    stream.forEach(event -> {});
    model.close(); // So that it cannot be asked for a correction.
    IllegalStateException first = assertThrows(IllegalStateException.class, stream::answer);
    assertSame(first, assertThrows(IllegalStateException.class, stream::answer));
  }

  /** A stream that another thread is just reading, the first time that it is asked. */
  private record Busy(CompletionStream stream, AtomicInteger asked) implements CompletionStream {
    @Override
    public Iterator<CompletionEvent> iterator() {
      return stream.iterator();
    }

    @Override
    public Completion completion() {
      if (asked.incrementAndGet() == 1) {
        throw new IllegalStateException("another thread is reading");
      }
      return stream.completion();
    }

    @Override
    public Completion partial() {
      return stream.partial();
    }

    @Override
    public void close() {
      stream.close();
    }
  }

  @Test
  void who_asks_while_another_thread_reads_does_not_spoil_the_answer() {
    MockChatModel model = model("{\"name\":\"Ada\",\"age\":36,\"pets\":[]}");
    CompletionStream busy = new Busy(model.stream(REQUEST), new AtomicInteger());
    AnswerStream<Person> stream =
        new AnswerStream<>(new Asking<>(JsonType.of(Person.class), true, REQUEST), model, busy);

    assertThrows(IllegalStateException.class, stream::answer);
    assertEquals(36, stream.answer().value().age());
  }

  /** Breaks when it is made for the first time. */
  record Shaky(int number) {
    private static final AtomicInteger MADE = new AtomicInteger();

    Shaky {
      if (MADE.incrementAndGet() == 1) {
        throw new AssertionError("broken");
      }
    }
  }

  @Test
  void an_answer_is_counted_once_though_reading_it_broke() {
    AnswerStream<Shaky> stream =
        Structured.of(model("{\"number\":1}"), Shaky.class).stream(REQUEST);
    assertThrows(AssertionError.class, stream::answer);
    assertEquals(1, stream.answer().messages().size());
  }
}
