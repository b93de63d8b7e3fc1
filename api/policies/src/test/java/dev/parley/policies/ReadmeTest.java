package dev.parley.policies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.Models;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.FailedAttempt;
import dev.parley.config.Config;
import dev.parley.error.QuotaExhaustedException;
import dev.parley.error.UnavailableException;
import dev.parley.mock.MockChatModel;
import dev.parley.mock.MockReply;
import dev.parley.policies.PolicyEvent.RetryScheduled;
import dev.parley.spi.Sleeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the snippets of the README as code that runs. */
class ReadmeTest {
  private static final Pattern SNIPPET = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final MockReply FAILURE = MockReply.failure(Faults.unavailable(false));

  private final ChatRequest question = ChatRequest.of("Why is the sky blue?");
  private final MockChatModel main = MockChatModel.builder().reply("Because.").build();
  private final MockChatModel broken = MockChatModel.builder().reply(FAILURE).build();
  private final MockChatModel other = MockChatModel.builder().reply("Ask a physicist.").build();
  private final List<String> log = new ArrayList<>();
  private final List<PolicyEvent> told = new ArrayList<>();

  @Test
  void every_snippet_is_in_this_test() throws IOException {
    Path path = Path.of("src/test/java/dev/parley/policies/ReadmeTest.java");
    String source = withoutSpaces(Files.readString(path));
    List<String> snippets =
        SNIPPET
            .matcher(Files.readString(Path.of("README.md")))
            .results()
            .map((MatchResult result) -> result.group(1))
            .toList();
    assertEquals(7, snippets.size());
    for (String snippet : snippets) {
      assertTrue(source.contains(withoutSpaces(snippet)), snippet);
    }
  }

  private static String withoutSpaces(String code) {
    return code.replaceAll("\\s+", "");
  }

  @Test
  void all_policies_go_together() {
    ChatModel model =
        main.with( // Outermost first.
            Deadline.of(Duration.ofMinutes(2)),
            Fallback.to(other),
            Retry.builder().retries(3).build(),
            CircuitBreaker.defaults(),
            RateLimit.builder()
                .requests(10, Duration.ofSeconds(1))
                .tokens(100_000, Duration.ofMinutes(1))
                .build(),
            Bulkhead.of(8));
    assertEquals("Because.", model.complete(question).text());
  }

  @Test
  void an_answer_tells_of_failed_attempts() {
    MockChatModel main = broken;
    Completion answer = main.with(Fallback.to(other), Retry.defaults()).complete(question);
    for (FailedAttempt attempt : answer.failedAttempts()) {
      log.add(attempt.failure().model() + " failed after " + attempt.took());
    }
    assertEquals(1, log.size());
  }

  @Test
  void a_budget_is_shared_and_a_fallback_is_choosy() {
    MockChatModel main = broken;
    RetryBudget budget = RetryBudget.builder().share(0.2).build();
    Fallback whenPoor =
        Fallback.builder().to(other).on(QuotaExhaustedException.class::isInstance).build();
    ChatModel model = main.with(whenPoor, Retry.builder().budget(budget).build());
    assertThrows(UnavailableException.class, () -> model.complete(question));
  }

  @Test
  void a_breaker_and_a_bulkhead_tell_their_state() {
    CircuitBreaker breaker = CircuitBreaker.builder().failures(3, 5).build();
    Bulkhead bulkhead = Bulkhead.of(2);
    ChatModel model = main.with(breaker, bulkhead);
    try (CompletionStream stream = model.stream(question)) {
      assertEquals("Because.", stream.completion().text());
    }
    assertEquals(CircuitBreaker.State.CLOSED, breaker.state());
    assertEquals(0, bulkhead.running());
  }

  @Test
  void processes_share_a_limit(@TempDir Path folder) {
    Path file = folder.resolve("limits/main");
    RateLimit limit =
        RateLimit.builder()
            .requests(5, Duration.ofSeconds(1))
            .state(FileLimiterState.at(file))
            .build();
    ChatModel model = main.with(Retry.defaults(), limit);
    assertEquals("Because.", model.complete(question).text());
    assertTrue(Files.exists(file));
  }

  @Test
  void tests_wait_for_nothing() {
    MockReply failure = MockReply.failure(Faults.UNAVAILABLE);
    MockChatModel flaky = MockChatModel.builder().reply(failure).reply("Because.").build();
    Retry retry =
        Retry.builder().sleeper(Sleeper.virtual()).random(() -> 0).listener(told::add).build();
    assertEquals("Because.", flaky.with(retry).complete(question).text());
    assertTrue(told.get(1) instanceof RetryScheduled next && next.delay().toMillis() == 500);
  }

  @Test
  void models_opened_by_name_come_with_retries_and_fall_back() {
    try (Models models = Models.load(Config.of(Map.of("retries", "3")));
        ChatModel model = models.chat("mock:reply | mock:echo")) {
      assertFalse(model.complete(question).text().isEmpty());
    }
  }
}
