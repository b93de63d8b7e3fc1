package dev.parley.tck;

import static dev.parley.chat.FinishReason.Kind.STOP;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.error.ModelException;
import dev.parley.error.UnavailableException;
import dev.parley.tck.Beat.Broken;
import dev.parley.tck.Beat.Finish;
import dev.parley.tck.Beat.Text;
import dev.parley.tck.Failure.Kind;
import dev.parley.tck.Turn.Ending;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Errors: of the right type, with their data, without anybody's secrets. */
@Timeout(value = Bounds.TEST_SECONDS, threadMode = SEPARATE_THREAD)
public interface ErrorContract extends StagedModel {
  /** What must show in no text of a provider's. */
  String PRIVATE_PROMPT = "a-prompt-that-nobody-may-see";

  /** The key. */
  @Test
  default void a_rejected_key_is_an_authentication_error() {
    refused(Kind.AUTHENTICATION);
  }

  /** The permission. */
  @Test
  default void a_missing_permission_is_that_error() {
    refused(Kind.PERMISSION);
  }

  /** The model. */
  @Test
  default void an_unknown_model_is_not_found() {
    refused(Kind.NOT_FOUND);
  }

  /** The request. */
  @Test
  default void a_wrong_request_is_invalid() {
    refused(Kind.INVALID_REQUEST);
  }

  /** Its length. */
  @Test
  default void a_request_that_does_not_fit_is_too_long() {
    refusedIfPossible(Kind.CONTEXT_TOO_LONG);
  }

  /** A filter. */
  @Test
  default void a_filtered_request_is_that_error() {
    refusedIfPossible(Kind.CONTENT_FILTERED);
  }

  /** Too many requests. */
  @Test
  default void too_many_requests_are_a_rate_limit() {
    refused(Kind.RATE_LIMITED);
  }

  /** No money. */
  @Test
  default void an_empty_account_is_quota_exhausted_and_never_retried() {
    refusedIfPossible(Kind.QUOTA_EXHAUSTED);
  }

  /** A fault. */
  @Test
  default void a_broken_server_is_unavailable() {
    refused(Kind.BROKEN);
  }

  /** Too much to do. */
  @Test
  default void an_overloaded_server_is_unavailable() {
    refused(Kind.UNAVAILABLE);
  }

  private void refused(Kind kind) {
    Scenario scenario = refusing(Failure.of(kind));
    try (Stage stage = play(scenario)) {
      refused(stage, scenario, kind, kind.retryable() ? tries() : 1);
    }
  }

  /** Not every protocol tells these from others. */
  private void refusedIfPossible(Kind kind) {
    Scenario scenario = refusing(Failure.of(kind));
    try (Stage stage = Seen.playIfPossible(this, scenario)) {
      refused(stage, scenario, kind, kind.retryable() ? tries() : 1);
    }
  }

  private static Scenario refusing(Failure failure) {
    return Scenario.of("REFUSED_" + failure.kind(), Turn.refusal(failure));
  }

  private static void refused(Stage stage, Scenario scenario, Kind kind, int tries) {
    List<ModelException> failures = bothWays(stage, scenario.request(), kind.error());
    Rule.SENT_ONCE.same(2 * tries, stage.requests(), "the number of requests of two calls");
    for (ModelException failure : failures) {
      Rule.ERROR_TYPES.same(kind.retryable(), failure.retryable(), "retryable() of " + failure);
      Rule.ERROR_DATA.same(stage.model().id(), failure.model(), "model()");
      Rule.ERROR_DATA.same(tries, failure.details().attempts(), "attempts()");
      if (stage.lastStatus().isPresent()) {
        Rule.ERROR_DATA.same(stage.lastStatus(), failure.status(), "status()");
      }
      Rule.ERROR_DATA.check(
          failure.getMessage() != null && failure.getMessage().contains(failure.model().toString()),
          () -> "a message that does not name the model: " + failure.getMessage());
    }
  }

  /** The failures of a plain call and of a stream. */
  private static List<ModelException> bothWays(
      Stage stage, ChatRequest request, Class<? extends ModelException> type) {
    return List.of(
        Seen.failing(type, Rule.ERROR_TYPES, () -> stage.model().complete(request)),
        Seen.reading(stage, request).failure(type, Rule.ERROR_TYPES));
  }

  /** A hint to wait. */
  @Test
  default void a_hint_to_wait_is_kept_as_data() {
    Failure failure = Failure.of(Kind.RATE_LIMITED).retryAfter(Duration.ofSeconds(7));
    Scenario scenario = Scenario.of("HINT", Turn.refusal(failure));
    try (Stage stage = Seen.playIfPossible(this, scenario)) {
      for (ModelException told : bothWays(stage, scenario.request(), ModelException.class)) {
        Rule.ERROR_DATA.same(Optional.of(Duration.ofSeconds(7)), told.retryAfter(), "retryAfter()");
      }
    }
  }

  /** An id for the support. */
  @Test
  default void the_id_of_the_request_is_kept_as_data() {
    Failure failure = Failure.of(Kind.UNAVAILABLE).requestId("req-42");
    Scenario scenario = Scenario.of("REQUEST_ID", Turn.refusal(failure));
    try (Stage stage = Seen.playIfPossible(this, scenario)) {
      for (ModelException told : bothWays(stage, scenario.request(), ModelException.class)) {
        Rule.ERROR_DATA.same(Optional.of("req-42"), told.requestId(), "requestId()");
      }
    }
  }

  /** The server quotes the key and the prompt. */
  @Test
  default void no_text_shows_a_key_or_a_prompt() {
    for (Kind kind : new Kind[] {Kind.AUTHENTICATION, Kind.INVALID_REQUEST, Kind.BROKEN}) {
      Scenario scenario = refusing(Failure.of(kind).saying(quoting()));
      try (Stage stage = play(scenario)) {
        bothWays(stage, asking(scenario.name()), ModelException.class)
            .forEach(failure -> hides(stage, failure));
      }
    }
  }

  /** So does what is told inside a stream. */
  @Test
  default void no_text_of_a_failed_stream_shows_a_key_or_a_prompt() {
    Failure told = Failure.of(Kind.UNAVAILABLE).saying(quoting());
    privateWhenBroken("QUOTED", Turn.answer(Ending.CLEAN_END, new Text("Once"), new Broken(told)));
  }

  /** What breaks off was asked something too. */
  @Test
  default void no_text_of_a_stream_that_is_cut_shows_a_key_or_a_prompt() {
    privateWhenBroken("QUOTED_CUT", Turn.answer(Ending.CUT, new Text("Once")));
  }

  private void privateWhenBroken(String name, Turn turn) {
    Scenario scenario = Scenario.of(name, turn);
    try (Stage stage = Seen.playIfPossible(this, scenario)) {
      hides(
          stage,
          Seen.reading(stage, asking(scenario.name()))
              .failure(ModelException.class, Rule.NO_SILENT_END));
    }
  }

  private String quoting() {
    try (Stage stage = play(refusing(Failure.of(Kind.INVALID_REQUEST)))) {
      return "wrong: " + stage.key().orElse("no key") + " said " + PRIVATE_PROMPT;
    }
  }

  private static ChatRequest asking(String text) {
    return ChatRequest.builder().system(PRIVATE_PROMPT).user(PRIVATE_PROMPT).user(text).build();
  }

  private static void hides(Stage stage, ModelException failure) {
    hides(text(failure), PRIVATE_PROMPT, "the error and its causes");
    if (stage.key().isPresent()) {
      String key = stage.key().get();
      hides(text(failure), key, "the error and its causes");
      hides(failure.details().providerMessage().orElse(""), key, "providerMessage()");
      hides(stage.model().toString(), key, "the model's toString()");
    }
  }

  private static String text(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private static void hides(String text, String secret, String where) {
    Rule.NO_SECRETS.check(!text.contains(secret), () -> where + " shows a secret");
  }

  /** The next call is none the worse. */
  @Test
  default void a_model_serves_on_after_a_failure() {
    Scenario scenario = Scenario.of("AFTER_FAILURE", refusals(tries(), hello()));
    try (Stage stage = play(scenario)) {
      Seen.failing(
          ModelException.class, Rule.ERROR_TYPES, () -> stage.model().complete(scenario.request()));
      Rule.SHARED.same(
          "Hello",
          stage.model().complete(ChatRequest.of(scenario.text(tries()))).text(),
          "the next answer");
    }
  }

  /** Whoever tried more than once says so; a bare model has tried nothing else. */
  @Test
  default void an_answer_tells_of_the_attempts_that_failed_before_it() {
    Scenario scenario = Scenario.of("FAILED_BEFORE", refusals(tries() - 1, hello()));
    try (Stage stage = play(scenario)) {
      triedBefore(stage, stage.model().complete(scenario.request()));
    }
    try (Stage stage = play(scenario)) {
      Seen seen = Seen.reading(stage, scenario.request());
      triedBefore(stage, seen.completion());
      Rule.EVENT_ORDER.same(1, seen.all(Started.class).size(), "the number of Started events");
    }
  }

  private void triedBefore(Stage stage, Completion answer) {
    Rule.NOTHING_LOST.same("Hello", answer.text(), "the text");
    Rule.SENT_ONCE.same(tries(), stage.requests(), "the number of requests up to the answer");
    Rule.ERROR_DATA.same(
        Collections.nCopies(tries() - 1, UnavailableException.class),
        answer.failedAttempts().stream().map(each -> each.failure().getClass()).toList(),
        "the list of failedAttempts()");
  }

  private static Turn.Answer hello() {
    return Turn.answer(new Text("Hello"), new Finish(STOP));
  }

  /** So many refusals that may be tried again, and then that. */
  private static Turn[] refusals(int count, Turn last) {
    Turn[] turns = new Turn[count + 1];
    Arrays.fill(turns, Turn.refusal(Failure.of(Kind.UNAVAILABLE)));
    turns[count] = last;
    return turns;
  }
}
