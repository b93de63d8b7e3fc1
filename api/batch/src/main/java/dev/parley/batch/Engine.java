package dev.parley.batch;

import dev.parley.chat.Usage;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A run. The thread of {@link #run} reads, starts and waits; every call has a thread of its own,
 * which comes back through {@link Call} to say how it ended.
 */
final class Engine {
  /** Rows that are read ahead, or wait for another attempt, for each call that may run. */
  private static final int ROWS_AHEAD = 2;

  private final Batch batch;
  private final BatchInput input;
  private final BatchLog log;
  private final Intake intake;
  private final EventLine events;
  private final BackOff backOff = new BackOff(Math::random);
  private final AtomicBoolean begun = new AtomicBoolean();

  private final ReentrantLock lock = new ReentrantLock();
  // All below are guarded by the lock.
  private final PriorityQueue<RowTask> waiting =
      new PriorityQueue<>(
          Comparator.<RowTask>comparingLong(task -> task.due)
              .thenComparingLong(task -> task.order));
  private final Set<RowTask> running = new HashSet<>();
  private final AdaptiveLimit limit;
  private final Tally tally;
  private final long beganAt;
  private CountDownLatch change = new CountDownLatch(1);
  private long resumeAt;
  private long orders;
  private boolean inputEnded;
  private boolean cancelled;
  private @Nullable BatchEnding ending;
  private @Nullable BatchError reason;
  private @Nullable Throwable failure;

  Engine(Batch batch, BatchInput input, BatchLog log) {
    this.batch = batch;
    this.input = input;
    this.log = log;
    intake = new Intake(batch, log);
    events = new EventLine(batch.listener, this::progress);
    limit = new AdaptiveLimit(batch.concurrency);
    tally = new Tally(input.total());
    beganAt = batch.sleeper.nanoTime();
    resumeAt = beganAt;
  }

  /** What the thread of the run does next. */
  private enum Step {
    READ,
    START,
    WAIT,
    END
  }

  BatchSummary run() throws IOException {
    if (!begun.compareAndSet(false, true)) {
      throw new IllegalStateException("A run runs once; open another");
    }
    boolean interrupted = false;
    try {
      for (Step step = look(); step != Step.END; step = look()) {
        try {
          take(step);
        } catch (InterruptedException e) {
          interrupted = true;
          cancel();
        } catch (IOException | RuntimeException | Error e) {
          fail(e);
        }
      }
      recordUnanswered();
      return summary();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void take(Step step) throws IOException, InterruptedException {
    switch (step) {
      case READ -> read();
      case START -> start();
      default -> await();
    }
  }

  private Step look() {
    lock.lock();
    try {
      if (ending != null || failure != null) {
        return running.isEmpty() ? Step.END : Step.WAIT;
      }
      long now = batch.sleeper.nanoTime();
      boolean room = running.size() < limit.current() && resumeAt - now <= 0;
      RowTask next = waiting.peek();
      if (room && next != null && next.due - now <= 0) {
        return Step.START;
      }
      if (room && !inputEnded && waiting.size() < ROWS_AHEAD * batch.concurrency) {
        return Step.READ;
      }
      if (inputEnded && running.isEmpty() && waiting.isEmpty()) {
        ending = BatchEnding.COMPLETED;
        return Step.END;
      }
      return Step.WAIT;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until a call ends or a row is due, whichever is first. */
  private void await() throws InterruptedException {
    CountDownLatch until;
    Duration delay = null;
    lock.lock();
    try {
      until = change;
      boolean stopping = ending != null || failure != null;
      if (!stopping && running.size() < limit.current()) {
        long now = batch.sleeper.nanoTime();
        RowTask next = waiting.peek();
        if (resumeAt - now > 0) {
          delay = Duration.ofNanos(resumeAt - now);
        } else if (next != null) {
          delay = Duration.ofNanos(next.due - now);
        }
      }
    } finally {
      lock.unlock();
    }
    if (delay == null) {
      until.await();
    } else if (delay.compareTo(Duration.ZERO) > 0) {
      batch.sleeper.sleep(delay, until);
    }
    lock.lock();
    try {
      if (change.equals(until) && until.getCount() == 0) {
        change = new CountDownLatch(1);
      }
    } finally {
      lock.unlock();
    }
  }

  private void read() throws IOException {
    InputRow row = input.next(batch.model.id());
    if (row == null) {
      lock.lock();
      try {
        inputEnded = true;
      } finally {
        lock.unlock();
      }
      return;
    }
    lock.lock();
    try {
      tally.read();
    } finally {
      lock.unlock();
    }
    Intake.Decision decision = intake.decide(row);
    if (decision instanceof Intake.Skip skip) {
      lock.lock();
      try {
        tally.skipped(skip.outcome(), skip.other());
      } finally {
        lock.unlock();
      }
      events.tell(new BatchEvent.Skipped(row.id(), skip.outcome(), skip.asked()));
    } else if (decision instanceof Intake.Refuse refuse) {
      if (refuse.isNew()) {
        log.append(refuse.result());
      }
      count(refuse.result());
    } else if (decision instanceof Intake.Ask ask) {
      queue(ask.task(), batch.sleeper.nanoTime());
    }
  }

  private void queue(RowTask task, long due) {
    lock.lock();
    try {
      task.due = due;
      task.order = orders++;
      waiting.add(task);
    } finally {
      lock.unlock();
    }
  }

  private void start() {
    RowTask task;
    lock.lock();
    try {
      task = waiting.peek();
    } finally {
      lock.unlock();
    }
    if (task == null) {
      return;
    }
    Optional<String> stop = batch.gate.stop(task.row(), progress());
    int epoch;
    lock.lock();
    try {
      if (stop.isPresent()) {
        end(BatchEnding.STOPPED, BatchError.of("stopped", stop.get()));
        return;
      }
      if (ending != null || failure != null) {
        return;
      }
      waiting.remove(task);
      running.add(task);
      limit.began(running.size());
      epoch = limit.epoch();
    } finally {
      lock.unlock();
    }
    boolean started = false;
    try {
      events.tell(new BatchEvent.Started(task.row(), task.attempts() + 1));
      RowThreads.shared().execute(new Call(this, batch, task, epoch));
      started = true;
    } finally {
      if (!started) {
        drop(task);
      }
    }
  }

  /** Whether the call may be made; from now on it may be interrupted. */
  boolean enter(RowTask task) {
    lock.lock();
    try {
      if (cancelled || failure != null) {
        return false;
      }
      task.thread = Thread.currentThread();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** From now on the call's thread is not interrupted any more. */
  @SuppressWarnings("ResultOfMethodCallIgnored")
  void leave(RowTask task) {
    lock.lock();
    try {
      task.thread = null;
    } finally {
      lock.unlock();
    }
    Thread.interrupted(); // It was about the call, which has ended.
  }

  /** An attempt ended: what it used. */
  void used(RowTask task, Usage usage, @Nullable Cost cost) {
    lock.lock();
    try {
      task.used(usage, cost);
      tally.used(usage, cost);
    } finally {
      lock.unlock();
    }
  }

  /** An attempt was answered in this time. */
  void answered(Duration latency) {
    lock.lock();
    try {
      limit.answered(latency);
    } finally {
      lock.unlock();
    }
  }

  /** An attempt failed, because the provider has too much to do; it may say for how long. */
  void overloaded(int epoch, Optional<Duration> pause) {
    lock.lock();
    try {
      limit.overloaded(epoch);
      long until = batch.sleeper.nanoTime() + pause.orElse(Duration.ZERO).toNanos();
      if (until - resumeAt > 0) {
        resumeAt = until;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether no other call is under way than the one that asks. */
  boolean isAlone() {
    lock.lock();
    try {
      return running.size() <= 1;
    } finally {
      lock.unlock();
    }
  }

  /** How long the row waits for its next attempt. */
  Duration delay(RowTask task, RuntimeException cause) {
    return backOff.delay(task.failures(), cause);
  }

  /** The row waits for another attempt. */
  void again(RowTask task, Duration delay) {
    lock.lock();
    try {
      running.remove(task);
      queue(task, batch.sleeper.nanoTime() + delay.toNanos());
      changed();
    } finally {
      lock.unlock();
    }
  }

  void tell(BatchEvent event) {
    events.tell(event);
  }

  /** The row has an outcome, which is written before it counts. */
  void finish(RowTask task, BatchResult result) {
    try {
      log.append(result);
      count(result);
    } catch (IOException | RuntimeException | Error e) {
      fail(e);
    } finally {
      drop(task);
    }
  }

  /** The row leaves the run without an outcome. */
  void drop(RowTask task) {
    lock.lock();
    try {
      running.remove(task);
      changed();
    } finally {
      lock.unlock();
    }
  }

  private void count(BatchResult result) {
    lock.lock();
    try {
      tally.ended(result.outcome());
    } finally {
      lock.unlock();
    }
    events.tell(new BatchEvent.Ended(result));
  }

  /** No row starts any more, and calls under way are ended. */
  void cancel() {
    lock.lock();
    try {
      cancelled = true;
      end(BatchEnding.CANCELLED, BatchError.of("cancelled", "the run was cancelled"));
      interruptCalls();
    } finally {
      lock.unlock();
    }
  }

  /** No row starts any more; calls under way are waited for. */
  void end(BatchEnding how, BatchError why) {
    lock.lock();
    try {
      if (ending == null) {
        ending = how;
        reason = why;
      }
      changed();
    } finally {
      lock.unlock();
    }
  }

  /** The run cannot go on. */
  void fail(Throwable cause) {
    lock.lock();
    try {
      if (failure == null) {
        failure = cause;
      } else if (!failure.equals(cause)) {
        failure.addSuppressed(cause);
      }
      interruptCalls();
      changed();
    } finally {
      lock.unlock();
    }
  }

  private void interruptCalls() {
    for (RowTask task : running) {
      if (task.thread != null) {
        task.thread.interrupt();
      }
    }
  }

  private void changed() {
    change.countDown();
  }

  /** Rows that were sent and wait for another attempt have cost something. */
  private void recordUnanswered() {
    for (RowTask task = waiting.poll(); task != null; task = waiting.poll()) {
      if (task.attempts() > 0 && failure == null) {
        finish(task, Call.cancelled(batch, task));
      }
    }
  }

  private BatchSummary summary() throws IOException {
    Throwable cause = failure;
    if (cause instanceof IOException io) {
      throw io;
    }
    if (cause instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    BatchEnding how = ending == null ? BatchEnding.COMPLETED : ending;
    return new BatchSummary(how, progress(), reason);
  }

  BatchProgress progress() {
    lock.lock();
    try {
      return tally.progress(
          running.size(),
          waiting.size(),
          limit.current(),
          Duration.ofNanos(batch.sleeper.nanoTime() - beganAt));
    } finally {
      lock.unlock();
    }
  }
}
