package dev.parley.policies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.error.ModelException;
import dev.parley.mock.MockChatModel;
import dev.parley.policies.CircuitBreaker.State;
import dev.parley.policies.LimiterState.Reservation;
import dev.parley.policies.LimiterState.Share;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Makes every cell of the README's table by running that policy against that fault. */
class InterplayTableTest {
  private final RecordedTime time = new RecordedTime();

  private MockChatModel meeting(Fault fault) {
    return MockChatModel.builder()
        .sleeper(time.clock())
        .otherwise(request -> fault.reply())
        .build();
  }

  private Retry retry() {
    return Retry.builder().sleeper(time).random(() -> 0).build();
  }

  @Test
  void the_table_of_the_readme_tells_what_happens() throws IOException {
    String table =
        Arrays.stream(Fault.values()).map(InterplayTableTest::row).collect(Collectors.joining());
    String readme = Files.readString(Path.of("README.md")).replace("\r\n", "\n");
    int start = readme.indexOf("| " + Fault.ANSWER.title() + " |");
    assertTrue(start >= 0, () -> "The table is not in the README:\n" + table);
    int end = readme.indexOf("\n\n", start);
    assertEquals(table, readme.substring(start, end < 0 ? readme.length() : end + 1));
  }

  /** Each cell in a test, and a time, of its own. */
  private static String row(Fault fault) {
    return Arrays.asList(
            fault.title(),
            new InterplayTableTest().retried(fault),
            new InterplayTableTest().passedOn(fault),
            new InterplayTableTest().counted(fault),
            new InterplayTableTest().settled(fault),
            new InterplayTableTest().placeAfter(fault))
        .stream()
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  private String retried(Fault fault) {
    MockChatModel mock = meeting(fault);
    Outcome outcome = Outcome.of(mock.with(retry()).stream(fault.request()));
    if (outcome.failure() == null) {
      return "answers";
    }
    assertEquals(time.waits().size() + 1, mock.requests().size());
    return time.waits().isEmpty()
        ? "fails"
        : time.waits().stream()
            .map(wait -> wait.toMillis() / 1_000.0 + " s")
            .map(wait -> wait.replace(".0 ", " "))
            .collect(Collectors.joining(", ", "again after ", ""));
  }

  private String passedOn(Fault fault) {
    MockChatModel second = MockChatModel.echo();
    Fallback policy = Fallback.builder().to(second).sleeper(time).build();
    Outcome outcome = Outcome.of(meeting(fault).with(policy).stream(fault.request()));
    if (!second.requests().isEmpty()) {
      return "passes on";
    }
    return outcome.failure() == null ? "answers" : "fails";
  }

  /** Tells by what becomes of a breaker that is trying. */
  private String counted(Fault fault) {
    CircuitBreaker breaker = CircuitBreaker.builder().failures(1, 1).sleeper(time).build();
    Outcome.of(meeting(Fault.OVERLOADED).with(breaker).stream(ChatRequest.of("hi")));
    time.advance(breaker.openLeft());
    Outcome.of(meeting(fault).with(breaker).stream(fault.request()));
    return breaker.state() == State.HALF_OPEN
        ? "nothing"
        : breaker.state() == State.OPEN ? "failure" : "success";
  }

  private String settled(Fault fault) {
    List<Share> settled = new ArrayList<>();
    RateLimit policy =
        RateLimit.builder()
            .requests(10, Duration.ofMinutes(1))
            .tokens(1_000, Duration.ofMinutes(1))
            .state(shares -> new Granted(settled))
            .sleeper(time)
            .build();
    Outcome.of(meeting(fault).with(policy).stream(fault.request()));
    if (settled.isEmpty()) {
      return "the estimate";
    }
    long tokens = settled.get(0).amount();
    if (settled.size() == 2) {
      assertEquals(0, tokens + settled.get(1).amount());
      return "none, and no request";
    }
    return tokens == 0 ? "none" : "as reported";
  }

  private record Granted(List<Share> settled) implements Reservation {
    @Override
    public Duration delay() {
      return Duration.ZERO;
    }

    @Override
    public void settle(List<Share> used) {
      settled.addAll(used);
    }
  }

  private String placeAfter(Fault fault) {
    Bulkhead policy = Bulkhead.builder().most(1).sleeper(time).build();
    Outcome.of(meeting(fault).with(policy).stream(fault.request()));
    return policy.running() == 0 ? "free again" : "lost";
  }

  @ParameterizedTest
  @EnumSource(names = "ANSWER", mode = EnumSource.Mode.EXCLUDE)
  void a_plain_call_is_retried_as_a_stream_that_has_shown_nothing(Fault fault) {
    MockChatModel plain = meeting(fault);
    ChatModel model = plain.with(retry());
    assertThrows(ModelException.class, () -> model.complete(fault.request()));
    MockChatModel streamed = meeting(fault);
    Outcome.of(streamed.with(retry()).stream(fault.request()));
    int expected = fault.visible() ? 3 : streamed.requests().size();
    assertEquals(expected, plain.requests().size());
  }
}
