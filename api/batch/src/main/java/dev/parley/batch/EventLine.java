package dev.parley.batch;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Tells events one at a time, to a listener that cannot harm the run. */
final class EventLine {
  private final BatchListener listener;
  private final Supplier<BatchProgress> progress;
  private final ReentrantLock turn = new ReentrantLock();

  EventLine(BatchListener listener, Supplier<BatchProgress> progress) {
    this.listener = listener;
    this.progress = progress;
  }

  @SuppressWarnings("EmptyCatch")
  void tell(BatchEvent event) {
    turn.lock();
    try {
      listener.on(event, progress.get());
    } catch (Exception e) {
      // Who watches must not be able to end what is watched.
    } finally {
      turn.unlock();
    }
  }
}
