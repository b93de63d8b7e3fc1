package dev.parley.spi;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.ModelId;
import dev.parley.error.CancelledException;
import dev.parley.error.ErrorDetails;
import dev.parley.error.InterruptedStreamException;
import dev.parley.error.ModelException;
import dev.parley.error.ParleyException;
import dev.parley.error.ProtocolException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The stream that every provider hands out: keeps the promises of {@link CompletionStream} over an
 * {@link EventSource}. Exactly one outcome, a failure that carries what had come, cancelling from
 * any thread and by interruption.
 */
public final class PullStream implements CompletionStream {
  private enum Outcome {
    OPEN,
    FINISHED,
    FAILED,
    /** The source is being told. */
    CANCELLING,
    CANCELLED
  }

  /**
   * Whether a reader is inside the source, so that it is released once and never under a reader.
   */
  private enum Use {
    IDLE,
    READING,
    RELEASED
  }

  private final ModelId model;
  private final EventSource source;
  private final Consumer<CompletionEvent> taker;
  private final Supplier<Completion> whole;
  private final AtomicReference<Outcome> outcome = new AtomicReference<>(Outcome.OPEN);
  private final AtomicBoolean iterated = new AtomicBoolean();
  private final AtomicReference<Use> use = new AtomicReference<>(Use.IDLE);
  private final boolean composed;
  private @Nullable RuntimeException failure;

  /**
   * A stream of {@code model}'s answer to {@code request}; nothing starts before the first read.
   */
  public PullStream(ModelId model, ChatRequest request, EventSource source) {
    this.model = requireNonNull(model, "model");
    this.source = requireNonNull(source, "source");
    CompletionAccumulator accumulator = new CompletionAccumulator(model, request);
    this.taker = accumulator::add;
    this.whole = accumulator::snapshot;
    this.composed = false;
  }

  /**
   * A stream whose events are put together elsewhere: by a stream that {@code source} reads. What
   * that does not explain is no fault of a provider, and is thrown as it is.
   *
   * @param whole gives what has come, from any thread
   */
  public PullStream(ModelId model, EventSource source, Supplier<Completion> whole) {
    this.model = requireNonNull(model, "model");
    this.source = requireNonNull(source, "source");
    this.taker = event -> {};
    this.whole = requireNonNull(whole, "whole");
    this.composed = true;
  }

  @Override
  public Iterator<CompletionEvent> iterator() {
    if (!iterated.compareAndSet(false, true)) {
      throw new IllegalStateException("A stream can be iterated once; it does not keep its events");
    }
    return new Events();
  }

  @Override
  public Completion completion() {
    while (read() != null) {
      // The event has been taken.
    }
    return whole.get();
  }

  @Override
  public Completion partial() {
    return whole.get();
  }

  @Override
  public void close() {
    if (outcome.compareAndSet(Outcome.OPEN, Outcome.CANCELLING)) {
      try {
        source.cancel();
      } finally {
        outcome.set(Outcome.CANCELLED);
        releaseUnlessRead();
      }
    }
  }

  /** Returns the next event, or null after the last. */
  private @Nullable CompletionEvent read() {
    if (outcome.get() == Outcome.FINISHED) {
      return null;
    }
    if (failure != null) {
      throw failure;
    }
    if (Thread.currentThread().isInterrupted()) {
      close();
    }
    Use before = use.compareAndExchange(Use.IDLE, Use.READING);
    if (before == Use.READING) {
      throw new IllegalStateException("Another thread is reading this stream; one at a time may");
    }
    if (before == Use.RELEASED) {
      throw failed(cancelled(null));
    }
    CompletionEvent event;
    try {
      event = outcome.get() == Outcome.OPEN ? source.next() : null;
    } catch (RuntimeException | Error e) {
      use.set(Use.IDLE);
      throw failed(explain(e));
    }
    use.set(Use.IDLE);
    if (event == null) {
      // A stream closed meanwhile counts as cancelled: failed() sees to that.
      throw failed(endedTooEarly());
    }
    if (event instanceof Finished) {
      return finish(event);
    }
    taker.accept(event);
    if (outcome.get() == Outcome.OPEN) {
      return event;
    }
    throw failed(cancelled(null));
  }

  /** Takes the last event, unless a close came first: what was cancelled is never complete. */
  private CompletionEvent finish(CompletionEvent event) {
    if (!outcome.compareAndSet(Outcome.OPEN, Outcome.FINISHED)) {
      throw failed(cancelled(null));
    }
    taker.accept(event);
    releaseUnlessRead();
    return event;
  }

  private RuntimeException explain(Throwable problem) {
    if (Thread.currentThread().isInterrupted()) {
      close();
    }
    if (outcome.get() == Outcome.CANCELLING || outcome.get() == Outcome.CANCELLED) {
      return cancelled(problem);
    }
    if (problem instanceof ModelException known) {
      return known.partial().isPresent()
          ? known
          : known.withDetails(known.details().toBuilder().partial(partial()).build());
    }
    if (problem instanceof ParleyException known) {
      return known; // Of the configuration, or of a store.
    }
    if (problem instanceof Error error) {
      close();
      throw error;
    }
    if (composed && problem instanceof RuntimeException own) {
      return own;
    }
    return new ProtocolException(
        "the provider's code failed with "
            + problem.getClass().getName()
            + "; please report it to its authors",
        details(),
        problem);
  }

  /** Records the failure, unless a close from another thread came first, and lets go. */
  private RuntimeException failed(RuntimeException problem) {
    RuntimeException first =
        outcome.compareAndSet(Outcome.OPEN, Outcome.FAILED)
                || outcome.get() == Outcome.FAILED
                || problem instanceof CancelledException
            ? problem
            : cancelled(problem);
    failure = first;
    releaseUnlessRead();
    return first;
  }

  private void releaseUnlessRead() {
    // Whoever cancels releases too: a source is not released while it is being cancelled.
    if (outcome.get() != Outcome.CANCELLING && use.compareAndSet(Use.IDLE, Use.RELEASED)) {
      source.release();
    }
  }

  private CancelledException cancelled(@Nullable Throwable cause) {
    return new CancelledException(
        "cancelled by the caller, who closed the stream or interrupted the thread",
        details(),
        cause);
  }

  private InterruptedStreamException endedTooEarly() {
    return new InterruptedStreamException(
        "the stream ended without saying that it is complete; what came is in partial()",
        details(),
        null);
  }

  private ErrorDetails details() {
    return ErrorDetails.builder(model).partial(partial()).build();
  }

  private final class Events implements Iterator<CompletionEvent> {
    private @Nullable CompletionEvent ahead;

    @Override
    public boolean hasNext() {
      if (ahead == null) {
        ahead = read();
      }
      return ahead != null;
    }

    @Override
    public CompletionEvent next() {
      if (!hasNext()) {
        throw new NoSuchElementException("The stream has ended");
      }
      CompletionEvent event = requireNonNull(ahead);
      ahead = null;
      return event;
    }
  }
}
