package dev.parley.policies;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.ModelId;
import dev.parley.error.CancelledException;
import dev.parley.error.ErrorDetails;
import dev.parley.spi.Sleeper;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way through a gate. Belongs to the thread that calls, but for {@link #cancel} and
 * {@link #wake}.
 */
final class GatedCall {
  private final Gate gate;
  private final ModelId model;
  private final ChatRequest request;
  private final TimeLeft time;
  private volatile boolean cancelled;
  private volatile CountDownLatch signal = new CountDownLatch(1);
  private Gate.@Nullable Pass pass;

  GatedCall(Gate gate, ModelId model, ChatRequest request, Sleeper sleeper) {
    this.gate = gate;
    this.model = model;
    this.request = request;
    this.time = new TimeLeft(request, sleeper);
  }

  ModelId model() {
    return model;
  }

  /** What the caller asks. */
  ChatRequest request() {
    return request;
  }

  /** What is sent, once the call is in. */
  ChatRequest outgoing() {
    return time.request();
  }

  TimeLeft time() {
    return time;
  }

  boolean isCancelled() {
    return cancelled;
  }

  void cancel() {
    cancelled = true;
    wake();
  }

  /** What wakes the call: its turn, or being cancelled. A new one for each wait. */
  CountDownLatch newSignal() {
    CountDownLatch latch = new CountDownLatch(1);
    signal = latch;
    if (cancelled) {
      latch.countDown();
    }
    return latch;
  }

  void wake() {
    signal.countDown();
  }

  /** Waits to be let in. */
  void enter() {
    time.begin();
    try {
      pass = gate.enter(this);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw givenUp(Completion.builder(model).build());
    }
  }

  /** Ends the call, if it was let in and has not ended. */
  void end(Completion whole, @Nullable Throwable failure) {
    Gate.Pass held = pass;
    pass = null;
    if (held != null) {
      held.end(whole, failure);
    }
  }

  /** What a call fails with that the caller gave up. */
  CancelledException givenUp(Completion partial) {
    return new CancelledException(
        "cancelled by the caller, who closed the stream or interrupted the thread",
        ErrorDetails.builder(model).partial(partial).build(),
        null);
  }
}
