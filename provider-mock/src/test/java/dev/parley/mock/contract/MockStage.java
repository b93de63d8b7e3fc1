package dev.parley.mock.contract;

import dev.parley.chat.Capabilities;
import dev.parley.chat.ChatModel;
import dev.parley.mock.MockChatModel;
import dev.parley.tck.Scenario;
import dev.parley.tck.Stage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A scripted mock: the model is its own other side. Compiled in {@code examples/verification} too,
 * where the mock keeps the contract in policies: they are tested with the mock, which therefore
 * does not know them.
 */
public final class MockStage implements Stage {
  private final MockChatModel model;

  private MockStage(MockChatModel model) {
    this.model = model;
  }

  /** {@return a stage with a mock of its own} */
  public static MockStage play(Scenario scenario, Capabilities capabilities) {
    MockScript script = new MockScript(scenario);
    AtomicInteger requests = new AtomicInteger();
    return new MockStage(
        MockChatModel.builder()
            .capabilities(capabilities)
            .otherwise(request -> script.reply(requests.getAndIncrement()))
            .build());
  }

  @Override
  public ChatModel model() {
    return model;
  }

  @Override
  public int requests() {
    return model.requests().size();
  }

  /** It is asked of answers without an end: one that is not open any more was given up. */
  @Override
  public boolean awaitHangUps(int count, Duration bound) {
    long start = System.nanoTime();
    while (requests() - model.openStreams() < count) {
      if (System.nanoTime() - start > bound.toNanos()) {
        return false;
      }
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }
    return true;
  }

  @Override
  public Optional<String> key() {
    return Optional.empty();
  }

  @Override
  public Optional<Long> bytesSent() {
    return Optional.empty();
  }

  @Override
  public void close() {
    model.close();
  }
}
