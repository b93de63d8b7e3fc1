package dev.parley.chat;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;

/**
 * A model for those who cannot block. The blocking work runs on the executor given: by default on
 * virtual threads where the JDK has them, else on daemon threads that end when idle. Nothing ever
 * runs on the common pool. Thread-safe.
 */
public final class Async {
  private final ChatModel model;
  private final Executor executor;

  private Async(ChatModel model, Executor executor) {
    this.model = requireNonNull(model, "model");
    this.executor = requireNonNull(executor, "executor");
  }

  /** {@return {@code model}, worked on the default threads} */
  public static Async of(ChatModel model) {
    return new Async(model, BlockingThreads.shared());
  }

  /**
   * {@return {@code model}, worked on {@code executor}} It needs a thread for every plain call
   * under way, and for every stream whose subscriber has asked for events.
   */
  public static Async of(ChatModel model, Executor executor) {
    return new Async(model, executor);
  }

  /**
   * {@return the whole answer to come} Cancelling the future cancels on the wire. It fails with the
   * {@link dev.parley.error.ModelException} of {@link ChatModel#complete}.
   */
  public CompletableFuture<Completion> complete(ChatRequest request) {
    return InterruptingFuture.run(() -> model.complete(request), executor);
  }

  /**
   * {@return the events to come} Every subscriber starts an exchange of its own. Events are read as
   * they are asked for, so a slow subscriber slows the provider. Cancelling the subscription
   * cancels on the wire. Signals to one subscriber never overlap.
   */
  public Flow.Publisher<CompletionEvent> stream(ChatRequest request) {
    return subscriber -> {
      requireNonNull(subscriber, "subscriber");
      new StreamSubscription(() -> model.stream(request), subscriber, executor).start();
    };
  }
}
