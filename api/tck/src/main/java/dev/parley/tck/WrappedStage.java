package dev.parley.tck;

import dev.parley.chat.ChatModel;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** A stage whose model is wrapped in policies; the other side is the same. */
final class WrappedStage implements Stage {
  private final Stage inner;
  private final ChatModel model;

  WrappedStage(Stage inner, ChatModel model) {
    this.inner = inner;
    this.model = model;
  }

  @Override
  public ChatModel model() {
    return model;
  }

  @Override
  public int requests() {
    return inner.requests();
  }

  @Override
  public boolean awaitHangUps(int count, Duration bound) {
    return inner.awaitHangUps(count, bound);
  }

  @Override
  public Optional<String> key() {
    return inner.key();
  }

  @Override
  public Optional<Long> bytesSent() {
    return inner.bytesSent();
  }

  @Override
  public Optional<String> lastRequest() {
    return inner.lastRequest();
  }

  @Override
  public Beat.Tokens counted(Beat.Tokens scripted) {
    return inner.counted(scripted);
  }

  @Override
  public OptionalInt lastStatus() {
    return inner.lastStatus();
  }

  @Override
  public OptionalInt connectionsLeft(Duration bound) {
    return inner.connectionsLeft(bound);
  }

  @Override
  public void close() {
    inner.close();
  }
}
