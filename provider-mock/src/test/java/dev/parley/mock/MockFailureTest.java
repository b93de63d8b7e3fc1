package dev.parley.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.ModelId;
import dev.parley.chat.Usage;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ErrorDetails;
import dev.parley.error.InterruptedStreamException;
import dev.parley.error.ModelException;
import dev.parley.error.ParleyException;
import dev.parley.error.RateLimitedException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MockFailureTest {
  private static final ChatRequest REQUEST = ChatRequest.of("hi");
  private static final ModelId ID = new ModelId("mock", "scripted");

  private static MockChatModel answering(MockReply reply) {
    return MockChatModel.builder().otherwise(r -> reply).build();
  }

  static Stream<Function<ErrorDetails, ParleyException>> failures() {
    return Failures.OF_A_MODEL.stream();
  }

  @Test
  void the_list_of_failures_has_every_kind() {
    Set<Class<?>> listed =
        failures().map(f -> f.apply(ErrorDetails.of(ID)).getClass()).collect(Collectors.toSet());
    assertEquals(Set.of(ModelException.class.getPermittedSubclasses()), listed);
  }

  @ParameterizedTest
  @MethodSource("failures")
  void any_failure_may_come_before_the_first_event(
      Function<ErrorDetails, ParleyException> failure) {
    Outcome outcome = Outcome.of(answering(MockReply.failure(failure)).stream(REQUEST));
    ModelException thrown = assertInstanceOf(ModelException.class, outcome.failure());
    assertEquals(failure.apply(ErrorDetails.of(ID)).getClass(), thrown.getClass());
    assertEquals(List.of(), outcome.events());
    assertEquals(ID, thrown.model());
    assertEquals(List.of(), thrown.partial().orElseThrow().message().content());
  }

  @ParameterizedTest
  @MethodSource("failures")
  void any_failure_may_come_midway_and_carries_what_had_come(
      Function<ErrorDetails, ParleyException> failure) {
    MockReply reply =
        MockReply.builder()
            .text("half ")
            .usage(Usage.reported().input(3).output(1).build())
            .failWith(failure)
            .build();
    Outcome outcome = Outcome.of(answering(reply).stream(REQUEST));
    ModelException thrown = assertInstanceOf(ModelException.class, outcome.failure());
    assertEquals(failure.apply(ErrorDetails.of(ID)).getClass(), thrown.getClass());
    assertEquals(3, outcome.events().size());
    Completion partial = thrown.partial().orElseThrow();
    assertEquals("half ", partial.text());
    assertEquals(Usage.reported().input(3).output(1).build(), partial.usage());
    assertFalse(partial.isComplete());
  }

  @ParameterizedTest
  @MethodSource("failures")
  void a_plain_call_fails_as_the_stream_does(Function<ErrorDetails, ParleyException> failure) {
    MockChatModel model = answering(MockReply.builder().text("half ").failWith(failure).build());
    ModelException plain = Outcome.failure(ModelException.class, () -> model.complete(REQUEST));
    ModelException streamed = Outcome.failure(ModelException.class, model.stream(REQUEST));
    assertEquals(streamed.getClass(), plain.getClass());
    assertEquals(streamed.getMessage(), plain.getMessage());
    assertEquals("half ", plain.partial().orElseThrow().text());
    assertEquals(0, model.openStreams());
    assertEquals(0, model.cancelledStreams());
  }

  @Test
  void a_configuration_failure_comes_through_as_it_is() {
    Outcome outcome =
        Outcome.of(
            answering(MockReply.builder().text("a").failWith(Failures.CONFIGURATION).build())
                .stream(REQUEST));
    ConfigurationException thrown =
        assertInstanceOf(ConfigurationException.class, outcome.failure());
    assertEquals(ConfigurationException.Kind.BROKEN_REFERENCE, thrown.kind());
    assertEquals(2, outcome.events().size());
  }

  @Test
  void a_failure_keeps_its_details() {
    MockReply reply =
        MockReply.failure(
            details ->
                new RateLimitedException(
                    "slow down",
                    details.toBuilder()
                        .status(429)
                        .requestId("req_1")
                        .retryAfter(Duration.ofSeconds(3))
                        .build(),
                    null));
    ModelException thrown =
        Outcome.failure(RateLimitedException.class, answering(reply).stream(REQUEST));
    assertEquals(429, thrown.status().orElseThrow());
    assertEquals(Duration.ofSeconds(3), thrown.retryAfter().orElseThrow());
    assertEquals("mock:scripted: HTTP 429 (request req_1): slow down", thrown.getMessage());
  }

  @Test
  void a_stream_that_ends_without_finish_is_an_error() {
    Outcome outcome =
        Outcome.of(
            answering(MockReply.builder().text("half").endWithoutFinish().build()).stream(REQUEST));
    ModelException thrown = assertInstanceOf(InterruptedStreamException.class, outcome.failure());
    assertEquals("half", thrown.partial().orElseThrow().text());
  }

  @Test
  void a_partial_without_usage_has_an_estimated_one() {
    Outcome outcome =
        Outcome.of(
            answering(MockReply.builder().text("half").endWithoutFinish().build()).stream(REQUEST));
    ModelException thrown = assertInstanceOf(ModelException.class, outcome.failure());
    assertEquals(Usage.Source.ESTIMATED, thrown.partial().orElseThrow().usage().source());
  }

  @Test
  void a_failed_stream_stays_failed() {
    MockChatModel model = answering(MockReply.failure(Failures.RATE_LIMITED));
    CompletionStream stream = model.stream(REQUEST);
    Iterator<?> events = stream.iterator();
    RateLimitedException first = assertThrows(RateLimitedException.class, events::next);
    stream.close();
    assertSame(first, assertThrows(RateLimitedException.class, events::hasNext));
    assertSame(first, assertThrows(RateLimitedException.class, stream::completion));
    assertEquals(1, model.requests().size());
    assertEquals(0, model.cancelledStreams());
  }

  @Test
  void a_failure_may_come_between_the_first_event_and_the_text() {
    Outcome outcome =
        Outcome.of(
            answering(MockReply.builder().started().failWith(Failures.RATE_LIMITED).build()).stream(
                REQUEST));
    assertEquals(List.of(new Started("mock-reply", "scripted", List.of())), outcome.events());
    assertInstanceOf(RateLimitedException.class, outcome.failure());
  }

  @Test
  void started_comes_once_though_it_is_scripted() {
    Outcome outcome =
        Outcome.of(answering(MockReply.builder().started().text("a").build()).stream(REQUEST));
    assertEquals(3, outcome.events().size());
    assertEquals(new TextDelta("a"), outcome.events().get(1));
  }
}
