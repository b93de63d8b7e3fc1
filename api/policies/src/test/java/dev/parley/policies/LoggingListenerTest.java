package dev.parley.policies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.error.ErrorDetails;
import dev.parley.error.ParleyException;
import dev.parley.error.UnavailableException;
import dev.parley.mock.MockChatModel;
import dev.parley.mock.MockReply;
import dev.parley.spi.Sleeper;
import java.lang.System.Logger.Level;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the log says. */
class LoggingListenerTest {
  private static final ChatRequest REQUEST = ChatRequest.of("PROMPT");

  /** Quotes what must not be logged where only programs look. */
  private static ParleyException quoting(ErrorDetails details) {
    return new UnavailableException(
        "down", details.toBuilder().providerMessage("PROMPT and sk-KEY").build(), null);
  }

  private final Lines lines = new Lines();
  private final PolicyListener listener = new LoggingListener(lines);
  private final Sleeper time = Sleeper.virtual();

  /** A log at any level, as lines. */
  private static final class Lines implements System.Logger {
    final List<String> all = new ArrayList<>();
    Level from = Level.ALL;

    @Override
    public String getName() {
      return "test";
    }

    @Override
    public boolean isLoggable(Level level) {
      return level.getSeverity() >= from.getSeverity();
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle texts, String text, Throwable thrown) {
      all.add(level + " " + text + " " + thrown);
    }

    @Override
    public void log(
        Level level, @Nullable ResourceBundle texts, String format, @Nullable Object... values) {
      all.add(level + " " + MessageFormat.format(format, values));
    }
  }

  private MockChatModel model(MockReply... replies) {
    MockChatModel.Builder model = MockChatModel.builder().sleeper(time);
    for (MockReply reply : replies) {
      model.reply(reply);
    }
    return model.build();
  }

  private Retry retry(int retries) {
    return Retry.builder()
        .retries(retries)
        .sleeper(time)
        .random(() -> 0)
        .listener(listener)
        .build();
  }

  private void call(ChatModel model) {
    Outcome.of(model.stream(REQUEST));
  }

  @Test
  void attempts_and_waits_are_debug() {
    call(model(MockReply.failure(Faults.UNAVAILABLE), MockReply.text("a")).with(retry(1)));
    assertEquals(
        List.of(
            "DEBUG mock:scripted: attempt 1 took PT0S: mock:scripted: overloaded",
            "DEBUG mock:scripted: attempt 2 in PT0.5S, since mock:scripted: overloaded",
            "DEBUG mock:scripted: attempt 2 took PT0S: no failure"),
        lines.all);
  }

  @Test
  void a_call_given_up_is_debug() {
    call(model(MockReply.failure(Faults.UNAVAILABLE)).with(retry(0)));
    assertEquals(
        "DEBUG mock:scripted: given up after 1 attempts (ATTEMPTS): mock:scripted: overloaded",
        lines.all.get(1));
  }

  @Test
  void a_switch_is_debug() {
    Fallback policy =
        Fallback.builder().to(MockChatModel.echo()).sleeper(time).listener(listener).build();
    call(model(MockReply.failure(Faults.UNAVAILABLE)).with(policy));
    assertEquals(
        List.of(
            "DEBUG mock:scripted: goes on with mock:echo after PT0S, since mock:scripted:"
                + " overloaded"),
        lines.all);
  }

  @Test
  void limits_are_debug() {
    RateLimit policy =
        RateLimit.builder()
            .requests(1, Duration.ofSeconds(60))
            .sleeper(time)
            .listener(listener)
            .build();
    ChatModel model = model(MockReply.text("a"), MockReply.text("a")).with(policy);
    call(model);
    call(model);
    assertEquals(List.of("DEBUG mock:scripted: let in after PT1M1S by RATE_LIMIT"), lines.all);
  }

  @Test
  void a_breaker_that_opens_is_a_warning_and_its_refusals_are_debug() {
    CircuitBreaker policy =
        CircuitBreaker.builder().failures(1, 1).sleeper(time).listener(listener).build();
    ChatModel model = model(MockReply.failure(Faults.UNAVAILABLE)).with(policy);
    call(model);
    call(model);
    assertEquals(
        List.of(
            "WARNING mock:scripted: circuit breaker OPEN after PT0S CLOSED",
            "DEBUG mock:scripted: refused after PT0S by CIRCUIT_BREAKER"),
        lines.all);
  }

  @Test
  void what_the_log_does_not_want_is_not_written() {
    lines.from = Level.WARNING;
    call(model(MockReply.failure(Faults.UNAVAILABLE), MockReply.text("a")).with(retry(1)));
    assertEquals(List.of(), lines.all);
  }

  @Test
  void neither_prompt_nor_answer_nor_key_is_logged() {
    MockReply half =
        MockReply.builder().text("ANSWER").failWith(LoggingListenerTest::quoting).build();
    call(model(MockReply.failure(LoggingListenerTest::quoting), half).with(retry(2)));
    call(model(MockReply.text("ANSWER")).with(retry(2)));
    String all = String.join("\n", lines.all);
    assertFalse(lines.all.isEmpty(), "nothing was logged");
    assertFalse(all.contains("PROMPT") || all.contains("ANSWER") || all.contains("sk-KEY"), all);
  }
}
