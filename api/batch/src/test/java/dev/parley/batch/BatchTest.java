package dev.parley.batch;

import static dev.parley.batch.Lines.input;
import static dev.parley.batch.Lines.json;
import static dev.parley.batch.Lines.outcomes;
import static dev.parley.batch.Lines.read;
import static dev.parley.batch.Lines.rows;
import static dev.parley.batch.Lines.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.FinishReason;
import dev.parley.chat.ModelId;
import dev.parley.chat.Usage;
import dev.parley.error.AuthenticationException;
import dev.parley.error.ErrorDetails;
import dev.parley.error.InvalidRequestException;
import dev.parley.error.ProtocolException;
import dev.parley.error.RateLimitedException;
import dev.parley.error.RefusedLocallyException;
import dev.parley.error.RefusedLocallyException.Limiter;
import dev.parley.error.SensitiveDataException;
import dev.parley.error.UnavailableException;
import dev.parley.mock.MockChatModel;
import dev.parley.mock.MockReply;
import dev.parley.policies.Fallback;
import dev.parley.policies.RateLimit;
import dev.parley.spi.ForwardingChatModel;
import dev.parley.spi.Sleeper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs over the mock, in virtual time. */
@Timeout(60)
class BatchTest {
  private static final Currency USD = Currency.getInstance("USD");

  @TempDir Path folder;

  private final Sleeper time = Sleeper.virtual();

  private Path out() {
    return folder.resolve("out.jsonl");
  }

  private Batch.Builder batch(MockChatModel model) {
    return Batch.builder(model).sleeper(time);
  }

  private static MockChatModel model(MockReply... replies) {
    MockChatModel.Builder model = MockChatModel.builder();
    for (MockReply reply : replies) {
      model.reply(reply);
    }
    return model.otherwise(request -> MockReply.text("later")).build();
  }

  private static MockReply unavailable() {
    return MockReply.failure(d -> new UnavailableException("down", d, null));
  }

  private static MockReply limited(Duration wait) {
    return MockReply.failure(
        d ->
            new RateLimitedException(
                "slow down", d.toBuilder().status(429).retryAfter(wait).build(), null));
  }

  @Test
  void every_row_is_answered_and_kept_with_what_it_took() throws Exception {
    MockChatModel model =
        model(
            MockReply.builder()
                .text("blue")
                .usage(Usage.reported().input(10).output(2).build())
                .finish(FinishReason.STOP)
                .build());
    Batch batch =
        batch(model)
            .pricing((id, usage) -> Optional.of(new Cost(new BigDecimal("0.0012"), USD)))
            .build();

    BatchSummary summary = run(batch, out(), input(json("{'id':'sky','prompt':'Why blue?'}")));

    assertTrue(summary.isWhole());
    assertEquals(BatchEnding.COMPLETED, summary.ending());
    BatchResult result = read(out()).get(0);
    assertEquals("sky", result.id());
    assertEquals(BatchOutcome.OK, result.outcome());
    assertEquals("blue", result.text());
    assertEquals(Optional.of(FinishReason.STOP), result.finishReason());
    assertEquals(12, result.usage().totalTokens());
    assertEquals(Optional.of(new Cost(new BigDecimal("0.0012"), USD)), result.cost());
    assertEquals(Optional.of(new Cost(new BigDecimal("0.0012"), USD)), summary.progress().cost());
    assertEquals(1, result.attempts());
    assertEquals(OptionalLong.of(1), result.line());
    assertTrue(result.started().isPresent() && result.latency().isPresent());
    assertFalse(Files.readString(out()).contains("Why blue?"));
  }

  @Test
  void what_was_answered_is_not_asked_again() throws Exception {
    run(model(), out(), rows(3));
    MockChatModel second = model();

    BatchSummary summary = run(second, out(), rows(5));

    assertEquals(2, second.requests().size());
    assertEquals(3, summary.progress().skipped(BatchOutcome.OK));
    assertTrue(summary.isWhole());
    assertEquals(5, read(out()).size());
  }

  @Test
  void a_failure_that_may_pass_is_tried_again_after_the_wait_asked_for() throws Exception {
    MockChatModel model = model(limited(Duration.ofSeconds(7)), MockReply.text("yes"));

    BatchSummary summary = run(batch(model).concurrency(1).build(), out(), rows(1));

    assertTrue(summary.isWhole());
    assertEquals(2, read(out()).get(0).attempts());
    assertEquals(Duration.ofSeconds(7), Duration.ofNanos(time.nanoTime()));
  }

  @Test
  void a_429_with_a_wait_holds_back_the_other_rows() throws Exception {
    List<Long> asked = new ArrayList<>();
    MockChatModel model =
        MockChatModel.builder()
            .otherwise(
                request -> {
                  asked.add(time.nanoTime());
                  return asked.size() == 1 ? limited(Duration.ofSeconds(7)) : MockReply.text("yes");
                })
            .build();

    run(batch(model).concurrency(1).build(), out(), rows(3));

    assertEquals(4, asked.size());
    assertTrue(asked.get(1) >= Duration.ofSeconds(7).toNanos(), () -> "asked at " + asked);
  }

  @Test
  void a_row_whose_attempts_are_used_up_is_asked_by_the_next_run() throws Exception {
    BatchSummary summary =
        run(batch(model(unavailable(), unavailable())).attempts(2).build(), out(), rows(1));

    assertFalse(summary.isWhole());
    assertEquals(BatchEnding.COMPLETED, summary.ending());
    assertEquals(List.of("r1 EXHAUSTED"), outcomes(out()));
    BatchResult exhausted = read(out()).get(0);
    assertEquals(2, exhausted.attempts());
    assertEquals("unavailable", exhausted.error().orElseThrow().kind());

    assertTrue(run(model(), out(), rows(1)).isWhole());
    assertEquals(List.of("r1 EXHAUSTED", "r1 OK"), outcomes(out()));
    MockChatModel third = model();
    run(third, out(), rows(1));
    assertEquals(0, third.requests().size());
  }

  @Test
  void a_refused_row_stays_refused_and_the_others_go_on() throws Exception {
    MockChatModel model =
        model(
            MockReply.failure(
                d ->
                    new InvalidRequestException(
                        "no such tool", d.toBuilder().status(400).requestId("q1").build(), null)));

    BatchSummary summary = run(batch(model).concurrency(1).build(), out(), rows(2));

    assertEquals(List.of("r1 REFUSED", "r2 OK"), outcomes(out()));
    BatchError error = read(out()).get(0).error().orElseThrow();
    assertEquals("invalid_request", error.kind());
    assertEquals(OptionalInt.of(400), error.status());
    assertEquals(Optional.of("q1"), error.requestId());
    assertFalse(summary.isWhole());
    MockChatModel second = model();
    assertFalse(run(second, out(), rows(2)).isWhole());
    assertEquals(0, second.requests().size());
  }

  @Test
  void a_filtered_answer_is_refused_with_what_came_of_it() throws Exception {
    MockChatModel model =
        model(
            MockReply.builder()
                .text("Half")
                .finish(new FinishReason(FinishReason.Kind.CONTENT_FILTER, "content_filter"))
                .build());

    run(model, out(), rows(1));

    BatchResult result = read(out()).get(0);
    assertEquals(BatchOutcome.REFUSED, result.outcome());
    assertEquals("Half", result.text());
    assertEquals("content_filtered", result.error().orElseThrow().kind());
  }

  @Test
  void what_the_model_refuses_to_answer_is_refused_and_not_asked_again() throws Exception {
    MockReply refusal =
        MockReply.builder()
            .refusal("I do not answer such.")
            .usage(Usage.reported().input(3).output(2).build())
            .finish(FinishReason.STOP)
            .build();

    BatchSummary summary = run(model(refusal), out(), rows(1));

    assertFalse(summary.isWhole());
    assertEquals(5, summary.progress().usage().totalTokens());
    BatchResult result = read(out()).get(0);
    assertEquals(BatchOutcome.REFUSED, result.outcome());
    assertEquals("refusal", result.error().orElseThrow().kind());
    MockChatModel second = model();
    run(second, out(), rows(1));
    assertEquals(0, second.requests().size());
  }

  @Test
  void a_server_that_may_not_be_asked_offline_is_no_limit() throws Exception {
    MockChatModel model =
        model(
            MockReply.failure(
                d -> new RefusedLocallyException("offline", d, Limiter.OFFLINE, null)));

    BatchSummary summary = run(batch(model).concurrency(1).build(), out(), rows(2));

    assertEquals(BatchEnding.REFUSED, summary.ending());
    assertEquals("offline", summary.reason().orElseThrow().kind());
  }

  @Test
  void an_answer_that_cannot_be_read_is_not_final() throws Exception {
    run(model(MockReply.failure(d -> new ProtocolException("garbled", d, null))), out(), rows(1));

    assertEquals(List.of("r1 EXHAUSTED"), outcomes(out()));
  }

  @Test
  void a_refused_key_ends_the_run_and_leaves_the_rows_to_the_next() throws Exception {
    MockChatModel model =
        MockChatModel.builder()
            .otherwise(r -> MockReply.failure(d -> new AuthenticationException("bad key", d, null)))
            .build();

    BatchSummary summary = run(batch(model).concurrency(1).build(), out(), rows(50));

    assertEquals(BatchEnding.REFUSED, summary.ending());
    assertEquals("authentication", summary.reason().orElseThrow().kind());
    assertEquals(1, model.requests().size());
    assertTrue(run(model(), out(), rows(50)).isWhole());
  }

  @Test
  void what_is_refused_here_is_sent_never_and_counts_no_attempt() throws Exception {
    MockChatModel full =
        model(
            MockReply.failure(
                d -> new RefusedLocallyException("no place", d, Limiter.BULKHEAD, null)));

    assertTrue(run(full, out(), rows(1)).isWhole());

    assertEquals(2, full.requests().size());
    assertEquals(1, read(out()).get(0).attempts());
  }

  /** The limit begins at 4. */
  @ParameterizedTest
  @CsvSource({"BULKHEAD, 2", "RATE_LIMIT, 4", "CIRCUIT_BREAKER, 4"})
  void only_a_refusal_for_want_of_places_lowers_how_many_run(Limiter limiter, int expected)
      throws Exception {
    MockChatModel full =
        model(MockReply.failure(d -> new RefusedLocallyException("no", d, limiter, null)));

    assertEquals(expected, run(batch(full).build(), out(), rows(1)).progress().concurrency());
  }

  @Test
  void what_the_guard_refuses_does_not_lower_how_many_run() throws Exception {
    MockChatModel guarded =
        model(MockReply.failure(d -> new SensitiveDataException("found", d, "jwt", "here", null)));

    assertEquals(4, run(batch(guarded).build(), out(), rows(1)).progress().concurrency());
  }

  @Test
  void what_the_guard_refuses_is_asked_again_by_the_next_run() throws Exception {
    run(
        model(MockReply.failure(d -> new SensitiveDataException("found", d, "jwt", "here", null))),
        out(),
        rows(1));

    assertEquals(List.of("r1 EXHAUSTED"), outcomes(out()));
    assertEquals(0, read(out()).get(0).attempts());
    assertTrue(run(model(), out(), rows(1)).isWhole());
  }

  @Test
  void a_budget_without_room_waits_for_the_calls_under_way_and_then_ends_the_run()
      throws Exception {
    CountDownLatch refused = new CountDownLatch(1);
    MockChatModel model =
        MockChatModel.builder()
            .otherwise(
                request -> {
                  if (request.messages().get(0).text().equals("r1")) {
                    try {
                      assertTrue(refused.await(30, TimeUnit.SECONDS));
                    } catch (InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                    return MockReply.text("1");
                  }
                  refused.countDown();
                  return MockReply.failure(
                      d -> new RefusedLocallyException("no room", d, Limiter.BUDGET, null));
                })
            .build();

    BatchSummary summary = run(batch(model).concurrency(2).build(), out(), rows(3));

    assertEquals(BatchEnding.REFUSED, summary.ending());
    assertEquals(List.of("r1 OK"), outcomes(out()));
  }

  @Test
  void an_answer_costs_what_its_own_model_takes() throws Exception {
    MockChatModel dear = model(unavailable());
    ModelId cheap = new ModelId("mock", "cheap");
    MockReply paid =
        MockReply.builder()
            .text("It is.")
            .usage(Usage.reported().input(1).output(2).build())
            .finish(FinishReason.STOP)
            .build();
    ChatModel both = dear.with(Fallback.to(MockChatModel.builder().id(cheap).reply(paid).build()));
    Set<String> priced = new HashSet<>();
    Batch batch =
        Batch.builder(both)
            .sleeper(time)
            .pricing(
                (id, usage) -> {
                  priced.add(id.model());
                  return Optional.empty();
                })
            .build();

    run(batch, out(), rows(1));

    assertEquals(Set.of("cheap"), priced);
  }

  @Test
  void a_wait_beyond_what_is_allowed_ends_the_run() throws Exception {
    MockChatModel model = model(limited(Duration.ofHours(1)));

    BatchSummary summary = run(batch(model).concurrency(1).build(), out(), rows(9));

    assertEquals(BatchEnding.REFUSED, summary.ending());
    assertEquals(1, model.requests().size());
  }

  @Test
  void a_limit_here_that_is_used_up_for_longer_than_allowed_ends_the_run() throws Exception {
    MockChatModel model = model();
    RateLimit limit = RateLimit.builder().requests("2/d").sleeper(time).build();

    BatchSummary summary =
        run(batch(model).concurrency(1).rateLimit(limit).build(), out(), rows(3));

    assertEquals(BatchEnding.REFUSED, summary.ending());
    assertEquals("refused_locally", summary.reason().orElseThrow().kind());
    assertEquals(List.of("r1 OK", "r2 OK"), outcomes(out()));
    assertTrue(
        time.nanoTime() < Duration.ofHours(1).toNanos(),
        () -> "waited " + Duration.ofNanos(time.nanoTime()));
  }

  @Test
  void rows_that_are_none_are_told_and_the_batch_goes_on() throws Exception {
    MockChatModel model = model();
    BatchInput in =
        input(
            "{", json("{'id':'a','prompt':'1'}"), json("{'id':'a','prompt':'2'}"), json("'text'"));

    BatchSummary summary = run(model, out(), in);

    assertEquals(2, model.requests().size());
    assertEquals(2, summary.progress().count(BatchOutcome.INVALID));
    List<BatchResult> invalid =
        read(out()).stream()
            .filter(r -> r.outcome() == BatchOutcome.INVALID)
            .collect(Collectors.toList());
    assertTrue(invalid.get(0).id().startsWith("line-1-"));
    BatchError twice = invalid.get(1).error().orElseThrow();
    assertEquals("duplicate_id", twice.kind());
    assertTrue(twice.message().contains("line 3") && twice.message().contains("line 2"));
  }

  @Test
  void an_invalid_row_is_told_once_and_asked_when_it_was_mended() throws Exception {
    String wrong = json("{'id':'a','prompt':1}");
    run(model(), out(), input(wrong));
    run(model(), out(), input(wrong));
    assertEquals(List.of("a INVALID"), outcomes(out()));

    run(model(), out(), input(json("{'id':'a','prompt':'1'}")));

    assertEquals(List.of("a INVALID", "a OK"), outcomes(out()));
  }

  @Test
  void a_row_that_changed_after_its_answer_is_not_asked() throws Exception {
    run(model(), out(), input(json("{'id':'a','prompt':'1'}")));
    MockChatModel second = model();

    BatchSummary summary = run(second, out(), input(json("{'id':'a','prompt':'2'}")));

    assertEquals(0, second.requests().size());
    assertFalse(summary.isWhole());
    assertEquals(1, outcomes(out()).stream().filter("a OK"::equals).count());
    assertEquals("changed_row", read(out()).get(1).error().orElseThrow().kind());
    assertTrue(read(out()).get(1).id().startsWith("line-1-"));
  }

  @Test
  void a_broken_row_with_the_id_of_an_answer_does_not_stand_behind_it() throws Exception {
    run(model(), out(), input(json("{'id':'a','prompt':'1'}")));

    run(model(), out(), input(json("{'id':'a','prompt':1}")));

    assertTrue(read(out()).get(1).id().startsWith("line-1-"));
  }

  @Test
  void a_row_that_names_another_model_is_not_asked_unless_allowed() throws Exception {
    String other = json("{'id':'a','prompt':'1','model':'other'}");
    MockChatModel model = model();
    run(model, out(), input(other));
    assertEquals(0, model.requests().size());
    assertEquals("other_model", read(out()).get(0).error().orElseThrow().kind());

    run(batch(model).anyRowModel().build(), out(), input(other));

    assertEquals(1, model.requests().size());
  }

  @Test
  void a_row_has_the_same_idempotency_key_in_every_attempt_and_run() throws Exception {
    MockChatModel first = model(unavailable(), unavailable());
    run(batch(first).attempts(2).build(), out(), rows(1));
    MockChatModel second = model();
    run(second, out(), rows(2));

    Set<Optional<String>> ofFirst = new HashSet<>();
    first.requests().forEach(r -> ofFirst.add(r.idempotencyKey()));
    List<Optional<String>> ofSecond =
        second.requests().stream().map(ChatRequest::idempotencyKey).collect(Collectors.toList());
    assertEquals(1, ofFirst.size());
    assertEquals(2, new HashSet<>(ofSecond).size());
    assertTrue(ofSecond.containsAll(ofFirst));
  }

  @Test
  void settings_are_part_of_what_is_asked() throws Exception {
    MockChatModel model = model();

    run(batch(model).settings(r -> r.maxOutputTokens(7)).build(), out(), rows(1));

    assertEquals(OptionalInt.of(7), model.requests().get(0).maxOutputTokens());
    MockChatModel second = model();
    run(batch(second).settings(r -> r.maxOutputTokens(8)).build(), out(), rows(1));
    assertEquals(0, second.requests().size());
  }

  @Test
  void the_gate_stops_the_run_before_a_call_and_the_next_run_goes_on() throws Exception {
    MockChatModel model = model();
    AtomicInteger asked = new AtomicInteger();
    Batch batch =
        batch(model)
            .concurrency(1)
            .gate(
                (row, soFar) ->
                    asked.incrementAndGet() > 3 ? Optional.of("3 are enough") : Optional.empty())
            .build();

    BatchSummary summary = run(batch, out(), rows(10));

    assertEquals(BatchEnding.STOPPED, summary.ending());
    assertEquals("3 are enough", summary.reason().orElseThrow().message());
    assertEquals(3, read(out()).size());
    assertTrue(run(model, out(), rows(10)).isWhole());
    assertEquals(10, model.requests().size());
  }

  @Test
  void what_a_gate_throws_ends_the_run() {
    Batch batch =
        batch(model())
            .gate(
                (row, soFar) -> {
                  throw new IllegalStateException("no budget");
                })
            .build();

    assertThrows(IllegalStateException.class, () -> run(batch, out(), rows(3)));
  }

  @Test
  void a_listener_that_fails_harms_nobody() throws Exception {
    Batch batch =
        batch(model())
            .listener(
                (event, soFar) -> {
                  throw new IllegalStateException("broken");
                })
            .build();

    assertTrue(run(batch, out(), rows(5)).isWhole());
  }

  @Test
  void a_price_that_cannot_be_told_loses_no_answer() throws Exception {
    MockChatModel model =
        model(
            MockReply.builder()
                .text("paid")
                .usage(Usage.reported().input(1).output(1).build())
                .finish(FinishReason.STOP)
                .build());
    Batch batch =
        batch(model)
            .pricing(
                (id, usage) -> {
                  throw new IllegalStateException("no table");
                })
            .build();

    assertThrows(IllegalStateException.class, () -> run(batch, out(), rows(1)));

    assertEquals(List.of("r1 OK"), outcomes(out()));
  }

  @Test
  void events_tell_of_every_row() throws Exception {
    ConcurrentLinkedQueue<String> events = new ConcurrentLinkedQueue<>();
    Batch batch =
        batch(model(unavailable()))
            .concurrency(1)
            .listener((event, soFar) -> events.add(event.getClass().getSimpleName()))
            .build();

    run(batch, out(), rows(1));
    run(batch, out(), rows(1));

    assertEquals(
        List.of("Started", "Retrying", "Started", "Ended", "Skipped"), List.copyOf(events));
  }

  @Test
  void progress_has_what_a_bar_shows() throws Exception {
    List<BatchProgress> seen = new ArrayList<>();
    List<BatchRow> rows = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      rows.add(BatchRow.of("r" + i, ChatRequest.of("r" + i)));
    }
    Batch batch =
        batch(
                MockChatModel.builder()
                    .sleeper(time)
                    .otherwise(
                        r -> MockReply.builder().delay(Duration.ofSeconds(2)).text("x").build())
                    .build())
            .concurrency(1)
            .listener(
                (event, soFar) -> {
                  if (event instanceof BatchEvent.Ended) {
                    seen.add(soFar);
                  }
                })
            .build();

    run(batch, out(), BatchInput.of(rows.iterator(), OptionalLong.of(4)));

    BatchProgress half = seen.get(1);
    assertEquals(2, half.done());
    assertEquals(OptionalLong.of(4), half.total());
    assertEquals(0.5, half.rowsPerSecond(), 0.01);
    assertEquals(Optional.of(Duration.ofSeconds(4)), half.timeLeft());
  }

  @Test
  void a_rate_limit_holds_every_attempt() throws Exception {
    RateLimit limit = RateLimit.builder().requests(2, Duration.ofSeconds(10)).sleeper(time).build();

    // One at a time: in virtual time, each of several that wait would put the clock forward.
    BatchSummary summary =
        run(batch(model()).concurrency(1).rateLimit(limit).build(), out(), rows(7));

    assertTrue(summary.isWhole());
    assertEquals(30, Duration.ofNanos(time.nanoTime()).toSeconds());
  }

  @Test
  void a_rate_limit_without_room_makes_a_row_wait_and_is_no_attempt() throws Exception {
    RateLimit limit =
        RateLimit.builder()
            .requests(1, Duration.ofMinutes(1))
            .longestWait(Duration.ofSeconds(1))
            .sleeper(time)
            .build();

    run(batch(model()).attempts(1).rateLimit(limit).build(), out(), rows(3));

    assertEquals(3, outcomes(out()).stream().filter(o -> o.endsWith("OK")).count());
    for (BatchResult result : read(out())) {
      assertEquals(1, result.attempts());
    }
  }

  @Test
  void a_row_that_no_wait_makes_fit_the_rate_is_left_to_a_run_with_more() throws Exception {
    RateLimit limit = RateLimit.builder().tokens(400, Duration.ofMinutes(1)).sleeper(time).build();
    MockChatModel model = model();

    BatchSummary summary = run(batch(model).rateLimit(limit).build(), out(), rows(1));

    assertEquals(BatchEnding.COMPLETED, summary.ending());
    assertEquals(List.of("r1 EXHAUSTED"), outcomes(out()));
    assertEquals(0, read(out()).get(0).attempts());
    assertTrue(run(model, out(), rows(1)).isWhole());
  }

  @Test
  void a_link_that_may_not_be_followed_offline_is_one_rows_affair() throws Exception {
    MockChatModel offline =
        MockChatModel.builder()
            .otherwise(
                request ->
                    request.messages().get(0).content().size() == 1
                        ? MockReply.text("yes")
                        : MockReply.failure(
                            d -> new RefusedLocallyException("link", d, Limiter.OFFLINE, null)))
            .build();
    BatchInput in =
        input(
            json(
                "{'custom_id':'a','body':{'messages':[{'role':'user','content':["
                    + "{'type':'text','text':'What is it?'},"
                    + "{'type':'image_url','image_url':{'url':'https://pictures.test/a.png'}}"
                    + "]}]}}"),
            json("{'id':'b','prompt':'b'}"));

    BatchSummary summary = run(batch(offline).concurrency(1).build(), out(), in);

    assertEquals(BatchEnding.COMPLETED, summary.ending());
    assertEquals(List.of("a EXHAUSTED", "b OK"), outcomes(out()));
  }

  @Test
  void a_server_that_may_not_be_asked_offline_ends_the_run() throws Exception {
    MockChatModel offline =
        MockChatModel.builder()
            .otherwise(
                r ->
                    MockReply.failure(
                        d -> new RefusedLocallyException("server", d, Limiter.OFFLINE, null)))
            .build();

    BatchSummary summary = run(batch(offline).concurrency(1).build(), out(), rows(3));

    assertEquals(BatchEnding.REFUSED, summary.ending());
    assertEquals(List.of(), outcomes(out()));
  }

  @Test
  void a_model_that_answers_nothing_at_all_leaves_its_row_to_a_later_run() throws Exception {
    BatchSummary summary = run(answering(request -> nothing()), out(), rows(2));

    assertEquals(BatchEnding.COMPLETED, summary.ending());
    assertEquals(2, summary.progress().count(BatchOutcome.EXHAUSTED));
    assertEquals("unexpected", read(out()).get(0).error().orElseThrow().kind());
  }

  /** As code in Kotlin or Scala may. */
  @Test
  void a_checked_exception_of_a_model_leaves_its_row_to_a_later_run() throws Exception {
    BatchSummary summary =
        run(
            answering(
                request -> {
                  throw BatchTest.<RuntimeException>undeclared(new TimeoutException("secret"));
                }),
            out(),
            rows(1));

    assertEquals(BatchEnding.COMPLETED, summary.ending());
    assertEquals(List.of("r1 EXHAUSTED"), outcomes(out()));
    String told = read(out()).get(0).error().orElseThrow().message();
    assertEquals("the model failed with java.util.concurrent.TimeoutException", told);
  }

  @Test
  void a_checked_exception_of_an_iterator_ends_the_run() {
    Iterator<BatchRow> rows =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return true;
          }

          @Override
          public BatchRow next() {
            throw BatchTest.<RuntimeException>undeclared(new TimeoutException("slow"));
          }
        };

    UndeclaredThrowableException e =
        assertThrows(
            UndeclaredThrowableException.class,
            () -> run(batch(model()).build(), out(), BatchInput.of(rows, OptionalLong.empty())));

    assertInstanceOf(TimeoutException.class, e.getCause());
  }

  /** A model that does as {@code answer} does. */
  private static ChatModel answering(Function<ChatRequest, Completion> answer) {
    return new ForwardingChatModel(model()) {
      @Override
      public Completion complete(ChatRequest request) {
        return answer.apply(request);
      }
    };
  }

  /** What no annotation of this project allows, and callers in other languages do. */
  @SuppressWarnings("NullAway")
  private static Completion nothing() {
    return null;
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E undeclared(Throwable checked) throws E {
    throw (E) checked;
  }

  @Test
  void cancelling_ends_calls_and_keeps_what_was_answered() throws Exception {
    MockChatModel model =
        MockChatModel.builder()
            .otherwise(
                r ->
                    r.messages().get(0).text().equals("r1")
                        ? MockReply.text("one")
                        : MockReply.builder().started().hang().build())
            .build();
    CountDownLatch answered = new CountDownLatch(1);
    try (BatchLog log = BatchLog.open(out())) {
      BatchRun run =
          Batch.builder(model)
              .concurrency(4)
              .listener(
                  (event, soFar) -> {
                    if (event instanceof BatchEvent.Ended) {
                      answered.countDown();
                    }
                  })
              .build()
              .open(rows(9), log);
      Thread canceller =
          new Thread(
              () -> {
                try {
                  assertTrue(answered.await(30, TimeUnit.SECONDS));
                  long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
                  while (model.openStreams() < 3) {
                    assertTrue(System.nanoTime() < deadline, "too few calls run");
                    Thread.onSpinWait();
                  }
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                } finally {
                  run.cancel(); // Else a failure here would leave the run as it is.
                }
              });
      canceller.start();

      BatchSummary summary = run.run();

      canceller.join();
      assertEquals(BatchEnding.CANCELLED, summary.ending());
      assertEquals(0, summary.progress().running());
      assertThrows(IllegalStateException.class, run::run);
    }
    assertEquals(0, model.openStreams());
    assertEquals(1, outcomes(out()).stream().filter("r1 OK"::equals).count());
    for (BatchResult result : read(out())) {
      assertTrue(result.id().equals("r1") || result.outcome() == BatchOutcome.CANCELLED);
    }
    MockChatModel second = model();
    assertTrue(run(second, out(), rows(9)).isWhole());
    assertEquals(8, second.requests().size());
  }

  @Test
  void an_interrupt_cancels_and_is_kept() throws Exception {
    MockChatModel model =
        MockChatModel.builder().otherwise(r -> MockReply.builder().hang().build()).build();
    try (BatchLog log = BatchLog.open(out())) {
      BatchRun run =
          Batch.builder(model)
              .listener((event, soFar) -> {})
              .gate(
                  (row, soFar) -> {
                    Thread.currentThread().interrupt();
                    return Optional.empty();
                  })
              .build()
              .open(rows(3), log);

      BatchSummary summary = run.run();

      assertTrue(Thread.interrupted());
      assertEquals(BatchEnding.CANCELLED, summary.ending());
    }
  }

  @Test
  void a_run_that_was_cancelled_before_asks_nobody() throws Exception {
    MockChatModel model = model();
    try (BatchLog log = BatchLog.open(out())) {
      BatchRun run = batch(model).build().open(rows(3), log);
      run.cancel();

      assertEquals(BatchEnding.CANCELLED, run.run().ending());
    }
    assertEquals(0, model.requests().size());
  }

  @Test
  void a_log_that_cannot_be_written_ends_the_run() throws Exception {
    BatchLog log = BatchLog.open(out());
    log.close();

    assertThrows(IOException.class, () -> batch(model()).build().run(rows(3), log));
  }

  @Test
  void results_may_go_to_a_stream() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (BatchLog log = BatchLog.to(bytes)) {
      assertTrue(batch(model()).build().run(rows(3), log).isWhole());
    }

    assertEquals(3, bytes.toString(StandardCharsets.UTF_8).lines().count());
  }

  @Test
  void an_error_of_a_policy_of_the_callers_own_is_told_without_its_words() {
    BatchError error = Verdict.error(new IllegalStateException("secret"));

    assertEquals("unexpected", error.kind());
    assertFalse(error.message().contains("secret"));
    assertEquals(
        "rate_limited",
        Verdict.error(new RateLimitedException("x", ErrorDetails.of(Lines.MODEL), null)).kind());
  }
}
