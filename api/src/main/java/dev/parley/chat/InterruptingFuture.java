package dev.parley.chat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A future whose cancelling interrupts the thread that works for it, which {@link
 * CompletableFuture}'s own does not. Dependent stages are plain futures: cancelling one of them
 * does not reach the work.
 */
final class InterruptingFuture<T> extends CompletableFuture<T> {
  private @Nullable Thread worker;

  private InterruptingFuture() {}

  static <T> InterruptingFuture<T> run(Supplier<T> work, Executor executor) {
    InterruptingFuture<T> future = new InterruptingFuture<>();
    try {
      executor.execute(() -> future.work(work));
    } catch (RejectedExecutionException e) {
      future.completeExceptionally(e);
    }
    return future;
  }

  private void work(Supplier<T> work) {
    synchronized (this) {
      if (isDone()) {
        return;
      }
      worker = Thread.currentThread();
    }
    T result = null;
    Throwable problem = null;
    try {
      result = work.get();
    } catch (Throwable e) {
      problem = e;
    }
    // After this, cancelling no longer interrupts a thread that may do other work by then.
    synchronized (this) {
      worker = null;
      if (isCancelled()) {
        Thread.interrupted();
      }
    }
    if (problem == null) {
      complete(result);
    } else {
      completeExceptionally(problem);
    }
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    synchronized (this) {
      if (cancelled && worker != null) {
        worker.interrupt();
      }
    }
    return cancelled;
  }

  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new CompletableFuture<>();
  }
}
