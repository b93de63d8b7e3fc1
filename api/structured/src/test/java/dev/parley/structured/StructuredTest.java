package dev.parley.structured;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.FinishReason;
import dev.parley.chat.ResponseFormat;
import dev.parley.chat.Usage;
import dev.parley.error.InvalidAnswerException;
import dev.parley.error.InvalidAnswerException.Fault;
import dev.parley.error.UnavailableException;
import dev.parley.message.Message;
import dev.parley.mock.MockChatModel;
import dev.parley.mock.MockReply;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Asking for values, plain and streamed alike. */
class StructuredTest {
  record Person(String name, int age) {
    Person {
      if (age < 0) {
        throw new IllegalArgumentException("an age is not negative: " + age);
      }
    }
  }

  /** Both ways of asking. */
  enum Way {
    COMPLETE {
      @Override
      <T> Answer<T> ask(Structured<T> model, ChatRequest request) {
        return model.complete(request);
      }
    },
    STREAM {
      @Override
      <T> Answer<T> ask(Structured<T> model, ChatRequest request) {
        try (AnswerStream<T> stream = model.stream(request)) {
          return stream.answer();
        }
      }
    };

    abstract <T> Answer<T> ask(Structured<T> model, ChatRequest request);
  }

  /** Throws what it is named after. */
  record Thrower(String what) {
    Thrower {
      switch (what) {
        case "null" -> requireNonNull(what.isEmpty() ? what : null, "a name is needed");
        case "time" -> LocalDate.of(2026, 2, 30);
        case "error" -> throw new AssertionError("broken");
        case "checked" -> StructuredTest.<RuntimeException>sneak(new IOException("broken"));
        default -> {}
      }
    }
  }

  @SuppressWarnings("unchecked") // That is the trick: the compiler does not see that it is checked.
  private static <X extends Throwable> void sneak(Throwable thrown) throws X {
    throw (X) thrown;
  }

  private static final ChatRequest REQUEST =
      ChatRequest.builder().system("Be brief.").user("Who?").temperature(0.5).build();
  private static final String GOOD = "{\"name\":\"Ada\",\"age\":36}";
  private static final String BAD = "{\"name\":\"Ada\",\"age\":-36}";

  private static MockReply reply(String text, long tokens) {
    return MockReply.builder()
        .text(text)
        .usage(Usage.reported().input(10).output(tokens).build())
        .build();
  }

  private static Structured<Person> repairing(MockChatModel model) {
    return Structured.builder(model, JsonType.of(Person.class)).repair().build();
  }

  @ParameterizedTest
  @EnumSource
  void a_model_answers_with_a_value(Way way) {
    MockChatModel model = MockChatModel.builder().reply(reply(GOOD, 5)).build();

    Answer<Person> answer = way.ask(Structured.of(model, Person.class), REQUEST);

    assertEquals(new Person("Ada", 36), answer.value());
    assertEquals(GOOD, answer.completion().text());
    assertEquals(List.of(answer.completion().message()), answer.messages());
    assertEquals(5, answer.usage().outputTokens());
    assertEquals(Optional.empty(), answer.corrected());
    ChatRequest sent = model.requests().get(0);
    assertEquals(Optional.of(JsonType.of(Person.class).format()), sent.responseFormat());
    assertEquals(REQUEST.messages(), sent.messages());
    assertEquals(REQUEST.temperature(), sent.temperature());
  }

  @ParameterizedTest
  @EnumSource
  void an_answer_that_does_not_fit_is_an_error_with_the_text_and_the_place(Way way) {
    MockChatModel model = MockChatModel.builder().reply(reply(BAD, 5)).build();

    InvalidAnswerException e =
        assertThrows(
            InvalidAnswerException.class,
            () -> way.ask(Structured.of(model, Person.class), REQUEST));

    assertEquals(BAD, e.text());
    assertEquals("", e.path());
    assertEquals(Fault.WRONG_FORM, e.fault());
    assertEquals(5, e.partial().orElseThrow().usage().outputTokens());
    assertEquals("an age is not negative: -36", e.getCause().getMessage());
    assertEquals(
        model.id()
            + ": the answer does not fit Person, the constructor of Person refuses it; text() has"
            + " it, and Structured.Builder.repair() has the model correct such",
        e.getMessage());
    assertEquals(1, model.requests().size());
  }

  @ParameterizedTest
  @EnumSource
  void by_choice_an_answer_is_corrected_once(Way way) {
    MockChatModel model =
        MockChatModel.builder().reply(reply(BAD, 5)).reply(reply(GOOD, 7)).build();

    Answer<Person> answer = way.ask(repairing(model), REQUEST);

    assertEquals(new Person("Ada", 36), answer.value());
    assertEquals(GOOD, answer.completion().text());
    assertEquals(12, answer.usage().outputTokens());
    assertEquals(20, answer.usage().inputTokens());
    assertEquals(BAD, answer.corrected().orElseThrow().text());
    assertEquals(
        List.of(
            Message.assistant(BAD),
            Message.user(
                "This JSON does not fit the schema: the constructor of Person refuses it (an age is"
                    + " not negative: -36). Answer again, with the whole corrected JSON and nothing"
                    + " else."),
            Message.assistant(GOOD)),
        answer.messages());
    ChatRequest second = model.requests().get(1);
    assertEquals(
        Stream.concat(REQUEST.messages().stream(), answer.messages().stream().limit(2)).toList(),
        second.messages());
    assertInstanceOf(ResponseFormat.JsonSchema.class, second.responseFormat().orElseThrow());
  }

  @ParameterizedTest
  @EnumSource
  void an_answer_is_not_corrected_twice(Way way) {
    MockChatModel model =
        MockChatModel.builder().reply(BAD).reply("{\"name\":\"Ada\"}").reply(GOOD).build();

    InvalidAnswerException e =
        assertThrows(InvalidAnswerException.class, () -> way.ask(repairing(model), REQUEST));

    assertEquals("/age", e.path());
    assertEquals(2, e.details().attempts());
    assertEquals(BAD, assertInstanceOf(InvalidAnswerException.class, e.getSuppressed()[0]).text());
    assertEquals(2, model.requests().size());
  }

  @ParameterizedTest
  @EnumSource
  void a_failure_of_the_correction_tells_what_was_to_be_corrected(Way way) {
    MockChatModel model =
        MockChatModel.builder()
            .reply(BAD)
            .reply(MockReply.failure(d -> new UnavailableException("down", d, null)))
            .build();

    UnavailableException e =
        assertThrows(UnavailableException.class, () -> way.ask(repairing(model), REQUEST));

    assertEquals(1, e.getSuppressed().length);
    assertInstanceOf(InvalidAnswerException.class, e.getSuppressed()[0]);
  }

  @ParameterizedTest
  @EnumSource
  void what_is_no_answer_is_told_by_its_kind_and_never_corrected(Way way) {
    assertNoAnswer(way, MockReply.builder().refusal("I will not.").build(), Fault.REFUSED);
    assertNoAnswer(way, MockReply.toolCall("look", "{}"), Fault.TOOL_CALLS);
    assertNoAnswer(way, call("Let me look."), Fault.TOOL_CALLS);
    assertNoAnswer(way, call(GOOD), Fault.TOOL_CALLS);
    assertNoAnswer(
        way, MockReply.builder().text(GOOD).refusal("I will not.").build(), Fault.REFUSED);
    assertNoAnswer(way, MockReply.builder().build(), Fault.EMPTY);
    assertNoAnswer(
        way,
        MockReply.builder().text("{\"name\":\"A").finish(FinishReason.LENGTH).build(),
        Fault.CUT_OFF);
    assertNoAnswer(
        way, MockReply.builder().text("  ").finish(FinishReason.LENGTH).build(), Fault.CUT_OFF);
  }

  private static MockReply call(String text) {
    return MockReply.builder().text(text).toolCall("c", "look", "{}").build();
  }

  private static void assertNoAnswer(Way way, MockReply reply, Fault fault) {
    MockChatModel model = MockChatModel.builder().reply(reply).build();
    InvalidAnswerException e =
        assertThrows(InvalidAnswerException.class, () -> way.ask(repairing(model), REQUEST));
    assertEquals(fault, e.fault());
    assertFalse(e.getMessage().contains("I will not"), e.getMessage());
    assertEquals(1, model.requests().size());
  }

  @ParameterizedTest
  @EnumSource
  void a_whole_answer_at_the_very_limit_is_an_answer(Way way) {
    MockChatModel model =
        MockChatModel.builder()
            .reply(MockReply.builder().text(GOOD).finish(FinishReason.LENGTH).build())
            .build();

    assertEquals(36, way.ask(Structured.of(model, Person.class), REQUEST).value().age());
  }

  @ParameterizedTest
  @EnumSource
  void what_is_not_json_is_corrected_too(Way way) {
    MockChatModel model = MockChatModel.builder().reply("Sure: " + GOOD).reply(GOOD).build();

    Answer<Person> answer = way.ask(repairing(model), REQUEST);

    assertEquals(Fault.MALFORMED, answer.corrected().orElseThrow().fault());
    assertTrue(answer.messages().get(1).text().contains("it is not JSON from here on"));
  }

  @ParameterizedTest
  @EnumSource
  void whatever_a_constructor_throws_is_an_answer_that_does_not_fit(Way way) {
    assertThrown(way, "null", NullPointerException.class, "a name is needed");
    assertThrown(way, "time", DateTimeException.class, "Invalid date 'FEBRUARY 30'");
  }

  private static void assertThrown(Way way, String what, Class<?> cause, String told) {
    String bad = "{\"value\":[{\"what\":\"" + what + "\"}]}";
    MockChatModel model = MockChatModel.builder().reply(reply(bad, 5)).build();
    Structured<List<Thrower>> plain =
        Structured.builder(model, JsonType.listOf(Thrower.class)).build();

    InvalidAnswerException e =
        assertThrows(InvalidAnswerException.class, () -> way.ask(plain, REQUEST));

    assertEquals(cause, e.getCause().getClass());
    assertEquals(bad, e.text());
    assertEquals("/value/0", e.path());
    assertEquals(Fault.WRONG_FORM, e.fault());
    assertEquals(5, e.partial().orElseThrow().usage().outputTokens());
    assertFalse(e.getMessage().contains(told), e.getMessage());

    MockChatModel corrected =
        MockChatModel.builder().reply(bad).reply("{\"value\":[{\"what\":\"\"}]}").build();
    Answer<List<Thrower>> answer =
        way.ask(
            Structured.builder(corrected, JsonType.listOf(Thrower.class)).repair().build(),
            REQUEST);

    assertEquals(List.of(new Thrower("")), answer.value());
    assertTrue(answer.messages().get(1).text().contains(told), answer.messages().toString());
  }

  @ParameterizedTest
  @EnumSource
  void errors_and_checked_exceptions_of_constructors_are_thrown_as_they_are(Way way) {
    assertLeft(way, "error", AssertionError.class);
    assertLeft(way, "checked", IOException.class);
  }

  private static void assertLeft(Way way, String what, Class<? extends Throwable> thrown) {
    MockChatModel model =
        MockChatModel.builder().reply("{\"what\":\"" + what + "\"}").reply("{}").build();
    Structured<Thrower> thrower =
        Structured.builder(model, JsonType.of(Thrower.class)).repair().build();

    Throwable left = assertThrows(thrown, () -> way.ask(thrower, REQUEST));

    assertEquals("broken", left.getMessage());
    assertEquals(1, model.requests().size());
  }

  @Test
  void an_answer_of_somebody_else_is_read_too() {
    MockChatModel model = MockChatModel.builder().reply(GOOD).reply(BAD).build();
    JsonType<Person> type = JsonType.of(Person.class);

    assertEquals(36, type.read(model.complete(REQUEST)).age());
    InvalidAnswerException e =
        assertThrows(InvalidAnswerException.class, () -> type.read(model.complete(REQUEST)));
    assertEquals(BAD, e.text());
    assertSame(model.id(), e.model());
  }
}
