package dev.parley.llamalocal.internal;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.ModelId;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.error.CancelledException;
import dev.parley.error.ErrorDetails;
import dev.parley.error.TimedOutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * How long one call waits for its server: until it is cancelled, its thread is interrupted, or the
 * limit on the whole exchange passes that the caller has set. Loading counts for no other limit.
 */
final class Patience {
  private static final Duration MOMENT = Duration.ofMillis(100);
  private static final Duration FOR_EVER = Duration.ofDays(365);

  private final ModelId model;
  private final Timeouts set;
  private final Optional<Duration> whole;
  private final CompletableFuture<Void> cancelled = new CompletableFuture<>();
  private @Nullable Long start;

  /** Counts from its first use on: a stream may be read long after it was made. */
  Patience(ModelId model, Timeouts set) {
    this.model = model;
    this.set = set;
    this.whole = set.get(Kind.WHOLE).filter(limit -> !limit.isZero());
  }

  /** Ends the waiting, from any thread. */
  void cancel() {
    cancelled.complete(null);
  }

  /** Whether the waiting has been ended. */
  boolean isCancelled() {
    return cancelled.isDone();
  }

  /** Runs something when the waiting is cancelled; at once if it has been. */
  void onCancel(Runnable action) {
    CompletableFuture<Void> unused = cancelled.thenRun(action);
  }

  /**
   * Waits for something that others may wait for too.
   *
   * @throws ExecutionException if it failed
   */
  <T> T await(CompletableFuture<T> shared) throws ExecutionException {
    CompletableFuture<T> mine = new CompletableFuture<>();
    CompletableFuture<T> unused =
        shared.whenComplete(
            (value, problem) -> {
              if (problem == null) {
                mine.complete(value);
              } else {
                mine.completeExceptionally(problem);
              }
            });
    onCancel(() -> mine.cancel(false));
    try {
      return mine.get(remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw timedOut(Kind.WHOLE, whole.orElse(Duration.ZERO));
    } catch (CancellationException e) {
      throw given("the call was cancelled while it waited for its server");
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /** Waits a moment before the server is asked again. */
  void pause() {
    Duration left = remaining();
    try {
      cancelled.get(Math.min(MOMENT.toNanos(), left.toNanos()), TimeUnit.NANOSECONDS);
      throw given("the call was cancelled while it waited for its server");
    } catch (TimeoutException e) {
      if (left.compareTo(MOMENT) <= 0) {
        throw timedOut(Kind.WHOLE, whole.orElse(Duration.ZERO));
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // Nobody completes it so.
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /** The request with what the waiting has left of the limit on the whole exchange. */
  ChatRequest limit(ChatRequest request) {
    return whole.isEmpty()
        ? request
        : request.toBuilder().timeouts(set.with(Kind.WHOLE, atLeastAMilli(remaining()))).build();
  }

  /** The failure with the limit that the caller has set, not what the waiting has left of it. */
  TimedOutException asSet(TimedOutException failure) {
    if (failure.timeout() != Kind.WHOLE || whole.isEmpty() || whole.get().equals(failure.limit())) {
      return failure;
    }
    return new TimedOutException(
        "the whole exchange did not end within "
            + whole.get().toMillis()
            + " ms, the wait for the server included; raise setting \"timeout."
            + Kind.WHOLE.settingName()
            + "\" or the request's time-out",
        failure.details(),
        Kind.WHOLE,
        whole.get(),
        failure);
  }

  /** The limit that holds for the first event, where nobody sees whether a load goes on. */
  void checkFirstEvent() {
    Duration limit = firstEventLimit();
    if (!limit.isZero() && elapsed().compareTo(limit) > 0) {
      throw timedOut(Kind.FIRST_EVENT, limit);
    }
  }

  /** The limits of a question to the server, which may load its model before it answers. */
  Timeouts question() {
    Duration left = whole.isEmpty() ? Duration.ZERO : atLeastAMilli(remaining());
    return set.with(Kind.WHOLE, left);
  }

  /** How long a server may take for its first byte; zero for as long as it likes. */
  private Duration firstEventLimit() {
    return set.orElse(Timeouts.DEFAULTS).get(Kind.FIRST_EVENT).orElse(Duration.ZERO);
  }

  /** Zero would switch the limit off. */
  private static Duration atLeastAMilli(Duration left) {
    return left.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : left;
  }

  private TimedOutException timedOut(Kind kind, Duration limit) {
    return new TimedOutException(
        "the model was not loaded within "
            + limit.toMillis()
            + " ms; raise setting \"timeout."
            + kind.settingName()
            + "\" or the request's time-out",
        ErrorDetails.of(model),
        kind,
        limit,
        null);
  }

  private Duration elapsed() {
    long now = System.nanoTime();
    if (start == null) {
      start = now;
    }
    return Duration.ofNanos(now - start);
  }

  private Duration remaining() {
    Duration left = whole.orElse(FOR_EVER).minus(elapsed());
    return left.compareTo(FOR_EVER) < 0 ? left : FOR_EVER;
  }

  /** The failure of a call whose provider is closed while it waits. */
  CancelledException closed(@Nullable Throwable cause) {
    return new CancelledException(
        "the provider was closed meanwhile", ErrorDetails.of(model), cause);
  }

  private CancelledException interrupted() {
    Thread.currentThread().interrupt();
    return given("the calling thread was interrupted; its interrupt flag is kept");
  }

  private CancelledException given(String why) {
    return new CancelledException(why, ErrorDetails.of(model), null);
  }
}
