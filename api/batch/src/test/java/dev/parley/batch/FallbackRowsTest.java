package dev.parley.batch;

import static dev.parley.batch.Lines.outcomes;
import static dev.parley.batch.Lines.read;
import static dev.parley.batch.Lines.rows;
import static dev.parley.batch.Lines.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.ModelId;
import dev.parley.error.ContextTooLongException;
import dev.parley.error.ErrorDetails;
import dev.parley.error.InvalidRequestException;
import dev.parley.error.ModelException;
import dev.parley.error.RefusedLocallyException;
import dev.parley.error.RefusedLocallyException.Limiter;
import dev.parley.error.UnavailableException;
import dev.parley.mock.MockChatModel;
import dev.parley.mock.MockReply;
import dev.parley.policies.Fallback;
import dev.parley.spi.Sleeper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of rows that several models fail at, each for a reason of its own. */
@Timeout(60)
class FallbackRowsTest {
  private static final ModelId FIRST = new ModelId("mock", "first");
  private static final ModelId SECOND = new ModelId("mock", "second");

  private static final MockReply DOWN =
      MockReply.failure(d -> new UnavailableException("down", d, null));
  private static final MockReply TOO_LONG =
      MockReply.failure(
          d ->
              new ContextTooLongException(
                  "too long", d, OptionalLong.empty(), OptionalLong.empty(), null));
  private static final MockReply INVALID =
      MockReply.failure(d -> new InvalidRequestException("no such thing", d, null));
  private static final MockReply UNWILLING =
      MockReply.builder().refusal("I do not answer such.").build();
  private static final MockReply ANSWER = MockReply.text("yes");

  @TempDir Path folder;

  private Path out() {
    return folder.resolve("out.jsonl");
  }

  private static MockChatModel model(ModelId id, Function<ChatRequest, MockReply> replies) {
    return MockChatModel.builder().id(id).otherwise(replies).build();
  }

  private static MockChatModel first(MockReply always) {
    return model(FIRST, request -> always);
  }

  private static MockChatModel second(MockReply always) {
    return model(SECOND, request -> always);
  }

  private static MockReply refusedBy(Limiter limiter) {
    return MockReply.failure(d -> new RefusedLocallyException("not now", d, limiter, null));
  }

  private static Batch batch(ChatModel first, ChatModel second) {
    return Batch.builder(first.with(Fallback.to(second)))
        .attempts(4) // Of two models each time.
        .concurrency(1)
        .sleeper(Sleeper.virtual())
        .build();
  }

  @Test
  void what_one_refuses_while_the_other_is_down_is_asked_again() throws Exception {
    for (MockReply of : List.of(TOO_LONG, INVALID, UNWILLING)) {
      Path out = folder.resolve("out-" + System.identityHashCode(of));
      run(batch(first(DOWN), second(of)), out, rows(1));
      assertEquals(List.of("r1 EXHAUSTED"), outcomes(out));

      run(batch(first(ANSWER), second(of)), out, rows(1));
      assertEquals(List.of("r1 EXHAUSTED", "r1 OK"), outcomes(out));
    }
  }

  @Test
  void what_both_refuse_is_refused() throws Exception {
    run(batch(first(TOO_LONG), second(INVALID)), out(), rows(1));
    MockChatModel healthy = second(ANSWER);
    run(batch(first(TOO_LONG), healthy), out(), rows(1));

    assertEquals(List.of("r1 REFUSED"), outcomes(out()));
    assertEquals(0, healthy.requests().size());
  }

  @Test
  void what_was_sent_to_one_is_an_attempt_though_the_other_refuses_here() throws Exception {
    for (Limiter limiter : Set.of(Limiter.CIRCUIT_BREAKER, Limiter.BULKHEAD, Limiter.BUDGET)) {
      Path out = folder.resolve("out-" + limiter);
      MockChatModel asked = first(DOWN);

      run(batch(asked, second(refusedBy(limiter))), out, rows(1));

      assertEquals(2, asked.requests().size(), limiter::toString);
      assertEquals(List.of("r1 EXHAUSTED"), outcomes(out));
    }
  }

  @Test
  void a_row_that_one_cannot_do_does_not_end_the_run_of_the_others() throws Exception {
    for (Limiter limiter : Set.of(Limiter.OFFLINE, Limiter.BUDGET)) {
      Path out = folder.resolve("out-" + limiter);
      MockChatModel local =
          model(
              FIRST, request -> request.messages().get(0).text().equals("r1") ? TOO_LONG : ANSWER);

      BatchSummary summary = run(batch(local, second(refusedBy(limiter))), out, rows(3));

      assertEquals(BatchEnding.COMPLETED, summary.ending(), limiter::toString);
      assertEquals(Set.of("r1 EXHAUSTED", "r2 OK", "r3 OK"), Set.copyOf(outcomes(out)));
    }
  }

  @Test
  void what_neither_was_sent_leaves_nothing_behind() throws Exception {
    MockReply passed = refusedBy(Limiter.BUDGET);

    BatchSummary summary = run(batch(first(passed), second(passed)), out(), rows(2));

    assertEquals(BatchEnding.REFUSED, summary.ending());
    assertFalse(summary.isWhole());
    assertEquals(List.of(), read(out()));
  }

  @Test
  void an_attempt_of_the_same_model_counts_too() {
    ModelException sent = new UnavailableException("down", ErrorDetails.of(FIRST), null);
    ModelException last =
        new RefusedLocallyException("open", ErrorDetails.of(FIRST), Limiter.CIRCUIT_BREAKER, null);
    last.addSuppressed(sent);

    Verdict verdict = Verdict.of(last, ChatRequest.of("Hi"), Duration.ofMinutes(5));

    assertEquals(Verdict.Next.RETRY, verdict.next());
    assertFalse(verdict.unsent());
  }
}
