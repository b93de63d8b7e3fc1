package dev.parley.chat;

import java.util.Iterator;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Passes one stream's events to one subscriber, by the rules of {@link Flow} (Reactive Streams
 * 1.0.4). No thread is held while nothing is asked for. All signals come from {@link #run}, of
 * which one runs at a time.
 */
final class StreamSubscription implements Flow.Subscription {
  private final Supplier<CompletionStream> opener;
  private final Flow.Subscriber<? super CompletionEvent> subscriber;
  private final Executor executor;
  private final AtomicLong demand = new AtomicLong();
  private final AtomicInteger wakeUps = new AtomicInteger();
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private volatile @Nullable CompletionStream stream;
  private volatile @Nullable Throwable misuse;
  private @Nullable Iterator<CompletionEvent> events;
  private boolean announced;
  private boolean done;

  StreamSubscription(
      Supplier<CompletionStream> opener,
      Flow.Subscriber<? super CompletionEvent> subscriber,
      Executor executor) {
    this.opener = opener;
    this.subscriber = subscriber;
    this.executor = executor;
  }

  void start() {
    wakeUp();
  }

  @Override
  public void request(long n) {
    if (n <= 0) {
      misuse = new IllegalArgumentException("Rule 3.9: at least one must be requested, not " + n);
    } else {
      demand.accumulateAndGet(n, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b);
    }
    wakeUp();
  }

  @Override
  public void cancel() {
    cancelled.set(true);
    CompletionStream open = stream;
    if (open != null) {
      open.close();
    }
  }

  private void wakeUp() {
    if (wakeUps.getAndIncrement() == 0) {
      try {
        executor.execute(this::run);
      } catch (RejectedExecutionException e) {
        reject(e);
      }
    }
  }

  /** No thread to read on: the calling one tells the subscriber. */
  private void reject(RejectedExecutionException problem) {
    announce();
    end(problem);
  }

  private void run() {
    int seen = wakeUps.get();
    do {
      work();
      seen = wakeUps.addAndGet(-seen);
    } while (seen != 0);
  }

  private void work() {
    announce();
    try {
      while (!done && !cancelled.get()) {
        Throwable wrong = misuse;
        if (wrong != null) {
          end(wrong);
        } else if (demand.get() == 0) {
          return;
        } else {
          passOn();
        }
      }
    } catch (Throwable e) {
      end(e);
    }
    if (cancelled.get()) {
      close();
    }
  }

  private void announce() {
    if (!announced) {
      announced = true;
      subscriber.onSubscribe(this);
    }
  }

  private void passOn() {
    Iterator<CompletionEvent> open = events == null ? open() : events;
    if (!open.hasNext()) {
      end(null);
      return;
    }
    CompletionEvent event = open.next();
    if (!cancelled.get()) {
      demand.updateAndGet(d -> d == Long.MAX_VALUE ? d : d - 1);
      subscriber.onNext(event);
      if (event instanceof CompletionEvent.Finished) {
        end(null); // The end is told without demand: who asked for just enough must not wait.
      }
    }
  }

  private Iterator<CompletionEvent> open() {
    CompletionStream opened = opener.get();
    stream = opened;
    if (cancelled.get()) {
      opened.close();
    }
    Iterator<CompletionEvent> iterator = opened.iterator();
    events = iterator;
    return iterator;
  }

  private void end(@Nullable Throwable problem) {
    boolean first = !done;
    done = true;
    close();
    if (!first || cancelled.get()) {
      return;
    }
    if (problem == null) {
      subscriber.onComplete();
    } else {
      subscriber.onError(problem);
    }
  }

  private void close() {
    CompletionStream open = stream;
    if (open != null) {
      open.close();
    }
  }
}
