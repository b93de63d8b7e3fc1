package dev.parley.policies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.chat.Capabilities;
import dev.parley.chat.Capabilities.Support;
import dev.parley.chat.Capability;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.ModelId;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.chat.Warning;
import dev.parley.error.CancelledException;
import dev.parley.error.ContentFilteredException;
import dev.parley.error.ErrorDetails;
import dev.parley.error.InvalidRequestException;
import dev.parley.error.ModelException;
import dev.parley.error.ParleyException;
import dev.parley.error.QuotaExhaustedException;
import dev.parley.error.TimedOutException;
import dev.parley.error.UnavailableException;
import dev.parley.mock.MockChatModel;
import dev.parley.mock.MockReply;
import dev.parley.spi.ForwardingChatModel;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class FallbackTest {
  private static final ChatRequest REQUEST = ChatRequest.of("hi");
  private static final MockReply FAILURE = MockReply.failure(Faults.UNAVAILABLE);

  private final RecordedTime time = new RecordedTime();

  private MockChatModel.Builder named(String name, MockReply reply) {
    return MockChatModel.builder()
        .id(new ModelId(name, "m"))
        .sleeper(time)
        .otherwise(request -> reply);
  }

  private MockChatModel model(String name, MockReply reply) {
    return named(name, reply).build();
  }

  private Fallback to(ChatModel... others) {
    Fallback.Builder builder = Fallback.builder().sleeper(time);
    List.of(others).forEach(builder::to);
    return builder.build();
  }

  @Test
  void the_first_model_answers_if_it_can() {
    MockChatModel second = model("b", MockReply.text("second"));
    Completion answer = model("a", MockReply.text("first")).with(to(second)).complete(REQUEST);
    assertEquals("first", answer.text());
    assertEquals(List.of(), answer.warnings());
    assertEquals(List.of(), answer.failedAttempts());
    assertEquals(List.of(), second.requests());
  }

  @Test
  void the_next_model_answers_and_the_answer_says_so() {
    MockReply slow =
        MockReply.builder().delay(Duration.ofSeconds(2)).failWith(Faults.UNAVAILABLE).build();
    Completion answer =
        model("a", slow).with(to(model("b", MockReply.text("second")))).complete(REQUEST);
    assertEquals("second", answer.text());
    assertEquals(new ModelId("b", "m"), answer.model());
    assertEquals(
        List.of(new Warning("fallback", "b:m was asked, since a:m: overloaded")),
        answer.warnings());
    assertEquals(new ModelId("a", "m"), answer.failedAttempts().get(0).failure().model());
    assertEquals(Duration.ofSeconds(2), answer.failedAttempts().get(0).took());
  }

  @Test
  void models_are_asked_in_their_order() {
    Completion answer =
        model("a", FAILURE)
            .with(to(model("b", FAILURE), model("c", MockReply.text("third"))))
            .complete(REQUEST);
    assertEquals("third", answer.text());
    assertEquals(
        List.of("a", "b"),
        answer.failedAttempts().stream().map(each -> each.failure().model().provider()).toList());
    assertEquals(2, answer.warnings().size());
  }

  @Test
  void the_warnings_of_the_model_that_answers_stay() {
    MockReply warned = MockReply.builder().warning("seed", "ignored").text("x").build();
    Completion answer = model("a", FAILURE).with(to(model("b", warned))).complete(REQUEST);
    assertEquals(
        List.of("fallback", "seed"), answer.warnings().stream().map(Warning::subject).toList());
  }

  @Test
  void if_all_fail_the_last_error_has_the_others_suppressed() {
    ChatModel model =
        model("a", FAILURE)
            .with(to(model("b", MockReply.failure(Faults.QUOTA)), model("c", FAILURE)));
    ModelException e = assertThrows(ModelException.class, () -> model.complete(REQUEST));
    assertEquals(new ModelId("c", "m"), e.model());
    assertEquals(3, e.details().attempts());
    assertInstanceOf(UnavailableException.class, e.getSuppressed()[0]);
    assertInstanceOf(QuotaExhaustedException.class, e.getSuppressed()[1]);
  }

  private void assertStays(
      Class<? extends ParleyException> type, Function<ErrorDetails, ParleyException> failure) {
    MockChatModel second = model("b", MockReply.text("second"));
    ChatModel model = model("a", MockReply.failure(failure)).with(to(second));
    assertThrows(type, () -> model.complete(REQUEST));
    assertEquals(List.of(), second.requests());
  }

  @Test
  void a_wrong_request_is_not_passed_on() {
    assertStays(InvalidRequestException.class, Faults.INVALID);
  }

  @Test
  void a_filtered_request_is_not_passed_on() {
    assertStays(
        ContentFilteredException.class, d -> new ContentFilteredException("filtered", d, null));
  }

  @Test
  void a_cancelled_call_is_not_passed_on() {
    assertStays(CancelledException.class, d -> new CancelledException("stop", d, null));
  }

  @Test
  void which_errors_pass_on_may_be_set() {
    MockChatModel second = model("b", MockReply.text("second"));
    Fallback policy =
        Fallback.builder().to(second).on(QuotaExhaustedException.class::isInstance).build();
    ChatModel unavailable = model("a", FAILURE).with(policy);
    assertThrows(UnavailableException.class, () -> unavailable.complete(REQUEST));
    ChatModel poor = model("a", MockReply.failure(Faults.QUOTA)).with(policy);
    assertEquals("second", poor.complete(REQUEST).text());
  }

  @Test
  void a_cancelled_call_is_not_passed_on_even_by_who_passes_on_everything() {
    MockChatModel second = model("b", MockReply.text("second"));
    MockReply cancelled = MockReply.failure(d -> new CancelledException("stop", d, null));
    ChatModel model =
        model("a", cancelled).with(Fallback.builder().to(second).on(failure -> true).build());
    assertThrows(CancelledException.class, () -> model.complete(REQUEST));
    assertEquals(List.of(), second.requests());
  }

  @Test
  void the_whole_bounds_all_models_together() {
    MockReply slow =
        MockReply.builder().delay(Duration.ofSeconds(4)).failWith(Faults.UNAVAILABLE).build();
    MockChatModel second = model("b", MockReply.text("second"));
    model("a", slow).with(to(second)).complete(within(Duration.ofSeconds(10)));
    assertEquals(
        Duration.ofSeconds(6), second.requests().get(0).timeouts().get(Kind.WHOLE).orElseThrow());
  }

  @Test
  void nobody_else_is_asked_when_the_whole_has_passed() {
    MockChatModel second = model("b", MockReply.text("second"));
    ChatModel model = model("a", MockReply.builder().hang().build()).with(to(second));
    assertThrows(TimedOutException.class, () -> model.complete(within(Duration.ofSeconds(10))));
    assertEquals(List.of(), second.requests());
  }

  @Test
  void the_whole_of_one_model_passes_on() {
    MockChatModel second = model("b", MockReply.text("second"));
    ChatModel first =
        model("a", MockReply.builder().hang().build()).with(Deadline.of(Duration.ofSeconds(5)));
    assertEquals("second", first.with(to(second)).complete(REQUEST).text());
  }

  private static ChatRequest within(Duration whole) {
    return REQUEST.toBuilder().timeouts(Timeouts.UNSET.with(Kind.WHOLE, whole)).build();
  }

  @Test
  void each_models_own_retries_come_first() {
    Retry retry = Retry.builder().sleeper(time).retries(1).build();
    MockChatModel first = model("a", FAILURE);
    Completion answer =
        first.with(to(model("b", MockReply.text("second"))), retry).complete(REQUEST);
    assertEquals(2, first.requests().size());
    assertEquals(1, answer.failedAttempts().size());
    assertEquals(2, answer.failedAttempts().get(0).failure().details().attempts());
  }

  @Test
  void the_attempts_of_the_model_that_answers_are_told_too() {
    MockChatModel second =
        MockChatModel.builder().sleeper(time).reply(FAILURE).reply("second").build();
    Retry retry = Retry.builder().sleeper(time).build();
    Completion answer = model("a", FAILURE).with(to(second.with(retry))).complete(REQUEST);
    assertEquals(
        List.of("a", "mock"),
        answer.failedAttempts().stream().map(each -> each.failure().model().provider()).toList());
  }

  @Test
  void each_model_gets_a_name_of_the_question_of_its_own_and_the_same_every_time() {
    MockChatModel first = model("a", FAILURE);
    MockChatModel second = model("b", FAILURE);
    MockChatModel third = model("c", MockReply.text("third"));
    ChatModel all = first.with(to(second, third));
    ChatRequest named = REQUEST.toBuilder().idempotencyKey("once").build();

    all.complete(named);
    try (CompletionStream stream = all.stream(named)) {
      stream.completion();
    }

    assertEquals(List.of("once", "once"), keys(first));
    Set<String> keys = new HashSet<>();
    for (MockChatModel model : List.of(first, second, third)) {
      assertEquals(2, keys(model).size());
      keys.addAll(keys(model));
    }
    assertEquals(3, keys.size());
  }

  @Test
  void the_same_model_once_more_gets_the_same_name_of_the_question() {
    MockChatModel again = model("a", MockReply.text("second"));
    ChatModel both = model("a", FAILURE).with(to(again));

    both.complete(REQUEST.toBuilder().idempotencyKey("once").build());

    assertEquals(List.of("once"), keys(again));
  }

  private static List<String> keys(MockChatModel model) {
    return model.requests().stream().map(r -> r.idempotencyKey().orElseThrow()).toList();
  }

  @Test
  void a_stream_passes_on_before_anything_visible_and_starts_once_with_the_warning() {
    MockReply begun = MockReply.builder().started().failWith(Faults.UNAVAILABLE).build();
    CompletionStream stream =
        model("a", begun).with(to(model("b", MockReply.text("second")))).stream(REQUEST);
    Outcome outcome = Outcome.of(stream);
    assertEquals("second", outcome.text());
    List<Started> starts = outcome.events(Started.class);
    assertEquals(1, starts.size());
    assertEquals("fallback", starts.get(0).warnings().get(0).subject());
    Completion answer = stream.completion();
    assertEquals(starts.get(0).warnings(), answer.warnings());
    assertEquals(1, answer.failedAttempts().size());
    assertEquals(new ModelId("b", "m"), answer.model());
  }

  @Test
  void a_stream_does_not_pass_on_after_something_visible() {
    MockReply half = MockReply.builder().text("half").failWith(Faults.UNAVAILABLE).build();
    MockChatModel second = model("b", MockReply.text("second"));
    CompletionStream stream = model("a", half).with(to(second)).stream(REQUEST);
    Outcome outcome = Outcome.of(stream);
    assertInstanceOf(UnavailableException.class, outcome.failure());
    assertEquals("half", outcome.text());
    assertEquals("half", stream.partial().text());
    assertEquals(List.of(), second.requests());
  }

  @Test
  void a_stream_that_nobody_can_give_fails_with_the_last() {
    CompletionStream stream = model("a", FAILURE).with(to(model("b", FAILURE))).stream(REQUEST);
    ModelException e = Outcome.failure(UnavailableException.class, stream);
    assertEquals(new ModelId("b", "m"), e.model());
    assertEquals(2, e.details().attempts());
  }

  @Test
  void what_has_come_is_told_meanwhile() {
    MockReply two = MockReply.builder().text("one").text("two").build();
    CompletionStream stream = model("a", FAILURE).with(to(model("b", two))).stream(REQUEST);
    assertEquals("", stream.partial().text());
    for (var event : stream) {
      if (event instanceof TextDelta) {
        break;
      }
    }
    assertEquals("one", stream.partial().text());
    assertEquals(1, stream.partial().failedAttempts().size());
    assertEquals("fallback", stream.partial().warnings().get(0).subject());
    stream.close();
  }

  private static Capabilities capable(Support tools, long context) {
    return Capabilities.all(Support.YES).with(Capability.TOOLS, tools).withContextTokens(context);
  }

  @Test
  void can_do_what_all_can() {
    ChatModel model =
        named("a", FAILURE)
            .capabilities(capable(Support.YES, 100))
            .build()
            .with(to(named("b", FAILURE).capabilities(capable(Support.YES, 50)).build()));
    assertEquals(Support.YES, model.capabilities().of(Capability.TOOLS));
    assertEquals(OptionalLong.of(50), model.capabilities().contextTokens());
  }

  @Test
  void cannot_do_what_none_can() {
    ChatModel model =
        named("a", FAILURE)
            .capabilities(capable(Support.NO, 100))
            .build()
            .with(to(named("b", FAILURE).capabilities(capable(Support.NO, 50)).build()));
    assertEquals(Support.NO, model.capabilities().of(Capability.TOOLS));
  }

  @Test
  void may_be_able_to_do_what_some_can() {
    ChatModel model =
        named("a", FAILURE)
            .capabilities(capable(Support.NO, 100))
            .build()
            .with(to(named("b", FAILURE).capabilities(Capabilities.all(Support.YES)).build()));
    assertEquals(Support.UNKNOWN, model.capabilities().of(Capability.TOOLS));
    assertEquals(OptionalLong.empty(), model.capabilities().contextTokens());
  }

  @Test
  void what_the_first_model_cannot_do_the_next_may() {
    ChatRequest seeded = REQUEST.toBuilder().topLogprobs(1).build();
    Capabilities none = Capabilities.all(Support.YES).with(Capability.LOGPROBS, Support.NO);
    MockChatModel first = named("a", MockReply.text("x")).capabilities(none).build();
    assertEquals(
        "second", first.with(to(model("b", MockReply.text("second")))).complete(seeded).text());
  }

  @Test
  void has_the_name_and_the_token_count_of_the_first() {
    MockChatModel first = model("a", FAILURE);
    ChatModel model = first.with(to(model("b", FAILURE)));
    assertEquals(first.id(), model.id());
    assertEquals(first.countTokens(REQUEST), model.countTokens(REQUEST));
  }

  @Test
  void closing_closes_all_though_one_fails() {
    IllegalStateException failure = new IllegalStateException("stuck");
    ChatModel stuck =
        new ForwardingChatModel(model("a", FAILURE)) {
          @Override
          public void close() {
            throw failure;
          }
        };
    MockChatModel second = model("b", FAILURE);
    ChatModel model = stuck.with(to(second));
    assertSame(failure, assertThrows(IllegalStateException.class, model::close));
    assertThrows(IllegalStateException.class, () -> second.complete(REQUEST));
  }

  @Test
  void unwraps_to_the_policy_and_to_each_model() {
    Retry retry = Retry.defaults();
    MockChatModel first = model("a", FAILURE);
    Fallback policy = to(model("b", FAILURE).with(retry));
    ChatModel model = first.with(policy);
    assertSame(policy, model.unwrap(Fallback.class).orElseThrow());
    assertSame(first, model.unwrap(MockChatModel.class).orElseThrow());
    assertSame(retry, model.unwrap(Retry.class).orElseThrow());
  }

  @Test
  void a_fallback_to_nobody_is_refused() {
    assertThrows(IllegalStateException.class, () -> Fallback.builder().build());
    assertThrows(IllegalStateException.class, Fallback::to);
  }

  @Test
  void closing_a_stream_closes_that_of_the_model_that_answers() {
    MockChatModel second = model("b", MockReply.builder().text("a").hang().build());
    CompletionStream stream = model("a", FAILURE).with(to(second)).stream(REQUEST);
    for (var event : stream) {
      if (event instanceof TextDelta) {
        break;
      }
    }
    stream.close();
    assertEquals(1, second.cancelledStreams());
    assertEquals(0, second.openStreams());
  }
}
