package dev.parley.tck;

import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.embedding.Embedding;
import dev.parley.embedding.EmbeddingRequest;
import dev.parley.embedding.Embeddings;
import dev.parley.error.CancelledException;
import dev.parley.error.ModelException;
import dev.parley.error.TimedOutException;
import dev.parley.tck.Turn.Ending;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opentest4j.TestAbortedException;

/**
 * All that a model keeps that makes vectors. A test class implements this, beside the contract of
 * chat models or by itself, and says in {@link #playVectors} how a scenario is played.
 */
@ExtendWith(Surprises.class)
@Timeout(value = Bounds.TEST_SECONDS, threadMode = SEPARATE_THREAD)
public interface EmbeddingContract {
  /** What must show in no text of a provider's. */
  String PRIVATE_TEXT = "a-text-that-nobody-may-see";

  /** More texts than most protocols take at once. */
  int MANY = 5_000;

  /**
   * {@return a new stage on which that scenario is played}
   *
   * @throws NotPlayableException if the provider has nothing of the kind: no wire of bytes, say
   */
  EmbeddingStage playVectors(Scenario scenario);

  private EmbeddingStage playIfPossible(Scenario scenario) {
    try {
      return playVectors(scenario);
    } catch (NotPlayableException e) {
      throw new TestAbortedException(
          "not applicable: " + scenario.name() + ": " + e.getMessage(), e);
    }
  }

  private static EmbeddingRequest asking(String... texts) {
    return EmbeddingRequest.of(texts);
  }

  private static EmbeddingRequest many(String name) {
    return EmbeddingRequest.builder()
        .texts(IntStream.range(0, MANY).mapToObj(i -> name + "_" + i).toList())
        .build();
  }

  // Answers

  /** Several texts, one of them twice, of all sorts of characters. */
  @Test
  default void each_text_has_its_vector_in_the_order_of_the_texts() {
    String[] texts = {"Hello", " \"Grüße\"\\ \t\n 😀 €", "Hello", "\u2028ẞ", " "};
    try (EmbeddingStage stage = playVectors(Scenario.of("VECTORS", Turn.answer()))) {
      Embeddings answer = stage.model().embed(asking(texts));
      hasVectors(stage, List.of(texts), OptionalInt.empty(), answer);
    }
  }

  private static void hasVectors(
      EmbeddingStage stage, List<String> texts, OptionalInt dimensions, Embeddings answer) {
    Rule.VECTORS.same(texts.size(), answer.vectors().size(), "the number of vectors");
    for (int i = 0; i < texts.size(); i++) {
      Embedding expected = stage.vector(texts.get(i), dimensions);
      Embedding vector = answer.vectors().get(i);
      int place = i;
      Rule.VECTORS.check(expected.equals(vector), () -> "another vector for text " + place);
    }
  }

  /** However many exchanges that takes. */
  @Test
  default void many_texts_have_all_their_vectors_and_the_sum_of_their_usage() {
    EmbeddingRequest request = many("MANY_TEXTS");
    try (EmbeddingStage stage = playVectors(Scenario.of("MANY_TEXTS", Turn.answer()))) {
      Embeddings answer = stage.model().embed(request);
      hasVectors(stage, request.texts(), OptionalInt.empty(), answer);
      Rule.USAGE.same(stage.counted(request.texts()), answer.usage(), "the usage of many texts");
    }
  }

  /** Usage is the other side's. */
  @Test
  default void usage_of_vectors_is_what_the_other_side_reported() {
    try (EmbeddingStage stage = playVectors(Scenario.of("VECTOR_USAGE", Turn.answer()))) {
      Embeddings answer = stage.model().embed(asking("VECTOR_USAGE", "two"));
      Rule.USAGE.same(
          stage.counted(List.of("VECTOR_USAGE", "two")), answer.usage(), "the usage of vectors");
    }
  }

  /** The length that is asked for, or an error. */
  @Test
  default void vectors_have_the_length_that_is_asked_for() {
    try (EmbeddingStage stage = playVectors(Scenario.of("LENGTH", Turn.answer()))) {
      EmbeddingRequest request = asking("LENGTH").toBuilder().dimensions(7).build();
      Embeddings answer;
      try {
        answer = stage.model().embed(request);
      } catch (ModelException e) {
        return; // A model that has one length only.
      }
      Rule.ALL_ASKED.same(7, answer.dimensions(), "the length of a vector");
      hasVectors(stage, request.texts(), request.dimensions(), answer);
    }
  }

  // Errors

  /** Of all kinds that the protocol tells apart. */
  @Test
  default void a_refusal_of_vectors_is_the_error_that_says_what_to_do() {
    for (Failure.Kind kind : Failure.Kind.values()) {
      Scenario scenario = Scenario.of("REFUSED_VECTORS_" + kind, Turn.refusal(Failure.of(kind)));
      try (EmbeddingStage stage = playVectors(scenario)) {
        ModelException failure = failing(stage, kind.error(), scenario);
        Rule.ERROR_TYPES.same(kind.retryable(), failure.retryable(), "retryable() of " + failure);
        Rule.ERROR_DATA.same(stage.model().id(), failure.model(), "model()");
        Rule.ERROR_DATA.check(
            String.valueOf(failure.getMessage()).contains(failure.model().toString()),
            () -> "a message that does not name the model: " + failure.getMessage());
        Rule.SENT_ONCE.same(1, stage.requests(), "the number of requests of one call");
      } catch (NotPlayableException e) {
        // Not every protocol tells each from others.
      }
    }
  }

  private static <T extends ModelException> T failing(
      EmbeddingStage stage, Class<T> type, Scenario scenario) {
    return Seen.failing(
        type, Rule.ERROR_TYPES, () -> stage.model().embed(asking(scenario.text(0))));
  }

  /** A hint to wait, and an id for the support. */
  @Test
  default void a_refusal_of_vectors_keeps_the_hint_to_wait_and_the_id_of_the_request() {
    Failure failure =
        Failure.of(Failure.Kind.RATE_LIMITED).retryAfter(Duration.ofSeconds(7)).requestId("req-42");
    Scenario scenario = Scenario.of("VECTOR_HINTS", Turn.refusal(failure));
    try (EmbeddingStage stage = playIfPossible(scenario)) {
      ModelException told = failing(stage, ModelException.class, scenario);
      Rule.ERROR_DATA.same(Optional.of(Duration.ofSeconds(7)), told.retryAfter(), "retryAfter()");
      Rule.ERROR_DATA.same(Optional.of("req-42"), told.requestId(), "requestId()");
    }
  }

  /** The server quotes the key and the text. */
  @Test
  default void no_text_of_vectors_shows_a_key_or_a_text() {
    Failure.Kind[] kinds = {
      Failure.Kind.AUTHENTICATION, Failure.Kind.INVALID_REQUEST, Failure.Kind.BROKEN
    };
    for (Failure.Kind kind : kinds) {
      String words = "wrong: " + key() + " said " + PRIVATE_TEXT;
      Scenario scenario =
          Scenario.of("PRIVATE_VECTORS", Turn.refusal(Failure.of(kind).saying(words)));
      try (EmbeddingStage stage = playVectors(scenario)) {
        ModelException failure =
            Seen.failing(
                ModelException.class,
                Rule.ERROR_TYPES,
                () -> stage.model().embed(asking(PRIVATE_TEXT)));
        hides(text(failure), PRIVATE_TEXT, "the error and its causes");
        stage.key().ifPresent(key -> hidesKey(stage, failure, key));
      }
    }
  }

  private String key() {
    try (EmbeddingStage stage = playVectors(Scenario.of("VECTOR_KEY", Turn.answer()))) {
      return stage.key().orElse("no key");
    }
  }

  private static void hidesKey(EmbeddingStage stage, ModelException failure, String key) {
    hides(text(failure), key, "the error and its causes");
    hides(failure.details().providerMessage().orElse(""), key, "providerMessage()");
    hides(stage.model().toString(), key, "the model's toString()");
  }

  private static String text(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private static void hides(String text, String secret, String where) {
    Rule.NO_SECRETS.check(!text.contains(secret), () -> where + " shows a secret");
  }

  /** An answer that breaks off. */
  @Test
  default void vectors_that_are_cut_off_are_an_error() {
    Scenario scenario = Scenario.of("CUT_VECTORS", Turn.answer(Ending.CUT));
    try (EmbeddingStage stage = playIfPossible(scenario)) {
      Seen.failing(
          ModelException.class,
          Rule.ALL_OR_NOTHING,
          () -> stage.model().embed(asking(scenario.text(0))));
    }
  }

  /** One exchange of several. */
  @Test
  default void one_exchange_of_several_that_fails_fails_the_call() {
    Failure.Kind kind = Failure.Kind.UNAVAILABLE;
    Scenario scenario =
        Scenario.of("SECOND_FAILS", Turn.answer(), Turn.refusal(Failure.of(kind)), Turn.answer());
    try (EmbeddingStage stage = playVectors(scenario)) {
      Embeddings answer;
      try {
        answer = stage.model().embed(many("SECOND_FAILS"));
      } catch (ModelException e) {
        Rule.ERROR_TYPES.same(kind.error(), e.getClass(), "the type of the failure");
        Rule.SENT_ONCE.same(2, stage.requests(), "the number of requests up to the failure");
        return;
      }
      if (stage.requests() <= 1) {
        throw new TestAbortedException("not applicable: " + MANY + " texts take one exchange");
      }
      throw Rule.ALL_OR_NOTHING.broken("one of the exchanges failed, and it gave " + answer, null);
    }
  }

  /** The next call is none the worse. */
  @Test
  default void a_model_makes_vectors_after_a_failure() {
    Failure failure = Failure.of(Failure.Kind.UNAVAILABLE);
    Scenario scenario = Scenario.of("VECTORS_AFTER", Turn.refusal(failure), Turn.answer());
    try (EmbeddingStage stage = playVectors(scenario)) {
      failing(stage, ModelException.class, scenario);
      String next = scenario.text(1);
      hasVectors(stage, List.of(next), OptionalInt.empty(), stage.model().embed(asking(next)));
    }
  }

  // Time-outs

  /** Nothing comes. */
  @Test
  default void vectors_that_do_not_begin_meet_the_limit_of_the_first_event() {
    expires(Scenario.of("NO_VECTORS", new Turn.Silence()), Kind.FIRST_EVENT, true);
  }

  /** They begin, and then nothing more comes. */
  @Test
  default void vectors_that_stop_meet_the_limit_of_silence() {
    expires(Scenario.of("SILENT_VECTORS", Turn.answer(Ending.STALL)), Kind.SILENCE, true);
  }

  /** The whole. */
  @Test
  default void the_whole_of_vectors_is_limited() {
    expires(Scenario.of("WHOLE_VECTORS", new Turn.Silence()), Kind.WHOLE, true);
  }

  /** Nobody takes the connection. */
  @Test
  default void a_connection_for_vectors_that_does_not_stand_meets_its_limit() {
    expires(Scenario.of("UNREACHABLE_VECTORS", new Turn.Unreachable()), Kind.CONNECT, false);
  }

  private void expires(Scenario scenario, Kind kind, boolean begun) {
    Duration limit = Duration.ofMillis(200);
    Timeouts limits = Timeouts.UNSET;
    for (Kind each : Kind.values()) {
      limits = limits.with(each, each == kind ? limit : Duration.ZERO);
    }
    EmbeddingRequest request = asking(scenario.text(0)).toBuilder().timeouts(limits).build();
    try (EmbeddingStage stage = playIfPossible(scenario)) {
      CompletableFuture<TimedOutException> calling =
          Seen.elsewhere(
              () ->
                  Seen.failing(
                      TimedOutException.class, Rule.TIMEOUTS, () -> stage.model().embed(request)));
      TimedOutException failure =
          Seen.soon(calling, Rule.TIMEOUTS, "the time-out " + kind + " of 200 ms");
      Rule.TIMEOUTS.same(kind, failure.timeout(), "the time-out that is told");
      Rule.TIMEOUTS.same(limit, failure.limit(), "its limit");
      if (begun) {
        sawHangUp(stage, "by a time-out");
      }
    }
  }

  private static void sawHangUp(EmbeddingStage stage, String how) {
    Rule.CANCEL_ON_THE_WIRE.check(
        stage.awaitHangUps(1, Bounds.SOON), () -> "the other side saw nobody leave, " + how);
  }

  // Cancelling and closing

  private static void awaitRequest(EmbeddingStage stage) {
    Await.until(() -> stage.requests() > 0, Rule.SENT_ONCE, "a request");
  }

  /** On the wire. */
  @Test
  default void interrupting_a_call_for_vectors_cancels_and_keeps_the_flag() {
    Scenario scenario = Scenario.of("INTERRUPT_VECTORS", new Turn.Silence());
    try (EmbeddingStage stage = playVectors(scenario)) {
      AtomicReference<Throwable> outcome = new AtomicReference<>();
      AtomicReference<Boolean> flag = new AtomicReference<>(false);
      CountDownLatch over = new CountDownLatch(1);
      Thread caller =
          new Thread(
              () -> {
                try {
                  outcome.set(new AssertionError("it gave " + stage.model().embed(asking("x"))));
                } catch (RuntimeException e) {
                  outcome.set(e);
                }
                flag.set(Thread.currentThread().isInterrupted());
                over.countDown();
              },
              "parley-tck-caller");
      caller.setDaemon(true);
      caller.start();
      awaitRequest(stage);
      caller.interrupt();
      Rule.INTERRUPTION.check(await(over), () -> "the call went on for " + Bounds.SOON);
      Rule.INTERRUPTION.check(
          outcome.get() instanceof CancelledException, () -> "the outcome is " + outcome.get());
      Rule.INTERRUPTION.check(flag.get(), () -> "the thread's interrupt flag is gone");
      sawHangUp(stage, "by interruption");
    }
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(Bounds.SOON.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Nothing is sent. */
  @Test
  default void a_thread_that_is_interrupted_already_asks_for_no_vectors() {
    try (EmbeddingStage stage = playVectors(Scenario.of("INTERRUPTED", new Turn.Silence()))) {
      Thread.currentThread().interrupt();
      try {
        Seen.failing(
            CancelledException.class, Rule.INTERRUPTION, () -> stage.model().embed(asking("x")));
        Rule.INTERRUPTION.check(
            Thread.currentThread().isInterrupted(), () -> "the interrupt flag is gone");
      } finally {
        Thread.interrupted();
      }
      Rule.INTERRUPTION.same(0, stage.requests(), "the number of requests");
    }
  }

  /** The provider goes while an answer is waited for. */
  @Test
  default void closing_the_provider_ends_a_call_for_vectors() {
    EmbeddingStage stage = playVectors(Scenario.of("CLOSE_VECTORS", new Turn.Silence()));
    CompletableFuture<CancelledException> calling =
        Seen.elsewhere(
            () ->
                Seen.failing(
                    CancelledException.class,
                    Rule.CLOSED,
                    () -> stage.model().embed(asking("CLOSE_VECTORS"))));
    awaitRequest(stage);
    stage.close();
    Seen.soon(calling, Rule.CLOSED, "ending a call whose provider is closed");
  }

  /** Closed is closed. */
  @Test
  default void a_closed_model_refuses_to_make_vectors_and_may_be_closed_again() {
    try (EmbeddingStage stage = playVectors(Scenario.of("CLOSED_VECTORS", Turn.answer()))) {
      Seen.quietly(Rule.CLOSED, "closing a model", stage.model()::close);
      Seen.quietly(Rule.CLOSED, "closing it again", stage.model()::close);
      Seen.failing(
          IllegalStateException.class, Rule.CLOSED, () -> stage.model().embed(asking("x")));
      Rule.CLOSED.same(0, stage.requests(), "the number of requests");
    }
  }

  /** So is one whose provider is closed. */
  @Test
  default void a_closed_provider_makes_no_vectors() {
    EmbeddingStage stage = playVectors(Scenario.of("CLOSED_PROVIDER", Turn.answer()));
    stage.close();
    Seen.failing(IllegalStateException.class, Rule.CLOSED, () -> stage.model().embed(asking("x")));
  }

  // Many at once

  /** Different answers do not mix. */
  @Test
  default void a_model_of_vectors_is_shared_by_many_threads() {
    int calls = 40;
    try (EmbeddingStage stage = playVectors(Scenario.of("SHARED_VECTORS", Turn.answer()))) {
      List<CompletableFuture<Embeddings>> answers = new ArrayList<>();
      for (int i = 0; i < calls; i++) {
        EmbeddingRequest request = asking("SHARED_" + i, "AND_" + i);
        answers.add(Seen.elsewhere(() -> stage.model().embed(request)));
      }
      for (int i = 0; i < calls; i++) {
        Embeddings answer = Seen.soon(answers.get(i), Rule.SHARED, "one of " + calls + " calls");
        List<Embedding> own =
            List.of(
                stage.vector("SHARED_" + i, OptionalInt.empty()),
                stage.vector("AND_" + i, OptionalInt.empty()));
        Rule.SHARED.check(own.equals(answer.vectors()), () -> "the vectors of another call");
      }
      Rule.SENT_ONCE.same(calls, stage.requests(), "the number of requests");
    }
  }
}
