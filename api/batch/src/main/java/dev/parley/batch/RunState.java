package dev.parley.batch;

import dev.parley.chat.ModelId;
import dev.parley.chat.Usage;
import dev.parley.spi.Sleeper;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the threads of a run share: its own, the one that reads, and those of the calls. Does no I/O
 * and calls nobody's code but the sleeper's. Thread-safe.
 */
final class RunState {
  /** What the thread of the run does next. */
  enum Step {
    START,
    WAIT,
    END
  }

  /** What the thread that reads does. */
  private enum Reading {
    /** Waits until a row is wanted. */
    IDLE,
    /** Waits for the input, and may be interrupted. */
    INPUT,
    /** Has a row, which the run waits for. */
    TAKING,
    /** Has seen the end. */
    ENDED
  }

  private final Sleeper sleeper;
  private final Change change;
  private final long beganAt;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition looksForRows = lock.newCondition();
  // All below are guarded by the lock.
  private final Schedule schedule;
  private final RunEnd end = new RunEnd();
  private final Tally tally;
  private Reading reading = Reading.IDLE;
  private @Nullable Thread reader;

  RunState(int concurrency, OptionalLong total, Sleeper sleeper) {
    this.sleeper = sleeper;
    change = new Change(sleeper);
    beganAt = sleeper.nanoTime();
    schedule = new Schedule(concurrency, beganAt);
    tally = new Tally(total);
  }

  // For the thread of the run

  Step next() {
    return locked(
        () -> {
          boolean idle = schedule.running() == 0 && reading != Reading.TAKING;
          if (!end.isComing() && idle && reading == Reading.ENDED && schedule.waiting() == 0) {
            end.end(BatchEnding.COMPLETED, null);
          }
          if (end.isComing()) {
            return idle ? Step.END : Step.WAIT;
          }
          return schedule.next(sleeper.nanoTime()) == null ? Step.WAIT : Step.START;
        });
  }

  /** Waits until something changes, or a row is due. */
  void await() throws InterruptedException {
    change.await(
        locked(() -> end.isComing() ? Optional.empty() : schedule.delay(sleeper.nanoTime())));
  }

  /** The row that {@link Step#START} is about. */
  @Nullable RowTask due() {
    lock.lock();
    try {
      return schedule.next(sleeper.nanoTime());
    } finally {
      lock.unlock();
    }
  }

  /** The row runs from now on, in this epoch of the limit; empty if none starts any more. */
  OptionalInt begin(RowTask task) {
    return locked(
        () -> {
          if (end.isComing()) {
            return OptionalInt.empty();
          }
          schedule.begin(task);
          looksForRows.signalAll(); // Of a full queue there is a place again.
          return OptionalInt.of(schedule.limit().epoch());
        });
  }

  /** At the end: a row that waits and may still be recorded; null if there is none. */
  @Nullable RowTask leftOver() {
    lock.lock();
    try {
      return end.keepsResults() ? schedule.poll() : null;
    } finally {
      lock.unlock();
    }
  }

  BatchSummary summary() throws IOException {
    lock.lock();
    try {
      return end.summary(progress());
    } finally {
      lock.unlock();
    }
  }

  // For the thread that reads

  /** Waits until a row is wanted; false if none is any more. */
  boolean awaitWanted() {
    return locked(
        () -> {
          while (!end.isComing() && !schedule.wantsRow(sleeper.nanoTime())) {
            looksForRows.awaitUninterruptibly();
          }
          if (end.isComing()) {
            return false;
          }
          reading = Reading.INPUT;
          reader = Thread.currentThread();
          return true;
        });
  }

  /**
   * The input gave something. If the run still wants it, it does not end before {@link #taken};
   * else that came too late.
   */
  @SuppressWarnings("ResultOfMethodCallIgnored")
  boolean arrived() {
    return locked(
        () -> {
          reader = null;
          Thread.interrupted(); // It was about the input.
          reading = end.isComing() ? Reading.ENDED : Reading.TAKING;
          return reading == Reading.TAKING;
        });
  }

  /** What arrived is where it belongs; after the last there is none. */
  void taken(boolean last) {
    locked(
        () -> {
          reading = last ? Reading.ENDED : Reading.IDLE;
          changed();
        });
  }

  void read() {
    locked(tally::read);
  }

  /** A row was done in an earlier run, which may have asked another model. */
  void skipped(BatchOutcome outcome, Optional<ModelId> other) {
    locked(() -> tally.skipped(outcome, other));
  }

  /** A row that was read waits for its turn. */
  void queue(RowTask task) {
    locked(() -> schedule.add(task, sleeper.nanoTime()));
  }

  /** The input cannot be read on. */
  void unreadable(BatchInputException cause) {
    locked(() -> end.unreadable(cause));
  }

  // For the threads of calls

  /** Whether the call may be made; from now on it may be interrupted. */
  boolean enter(RowTask task) {
    return locked(
        () -> {
          if (end.cutsCalls()) {
            return false;
          }
          task.thread = Thread.currentThread();
          return true;
        });
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
    locked(
        () -> {
          task.used(usage, cost);
          tally.used(usage, cost);
        });
  }

  /** An attempt was answered in this time. */
  void answered(Duration latency) {
    locked(() -> schedule.limit().answered(latency));
  }

  /** There were too many calls at once; the provider may say for how long none is welcome. */
  void overloaded(int epoch, Optional<Duration> pause) {
    locked(
        () -> {
          schedule.limit().overloaded(epoch);
          pause.ifPresent(wait -> schedule.holdBack(sleeper.nanoTime() + wait.toNanos()));
        });
  }

  /** Whether no other call is under way than the one that asks. */
  boolean isAlone() {
    return locked(() -> schedule.running() <= 1);
  }

  /** The row waits for another attempt. */
  void again(RowTask task, Duration delay) {
    locked(
        () -> {
          schedule.leave(task);
          schedule.add(task, sleeper.nanoTime() + delay.toNanos());
          changed();
        });
  }

  /** The row leaves the run. */
  void drop(RowTask task) {
    locked(
        () -> {
          schedule.leave(task);
          changed();
        });
  }

  // For all

  /** A row has an outcome. */
  void ended(BatchOutcome outcome) {
    locked(() -> tally.ended(outcome));
  }

  /** No row starts any more, and calls under way are ended. */
  void cancel() {
    locked(
        () -> {
          end.cancel();
          ending();
        });
  }

  /** No row starts any more; calls under way are waited for. */
  void end(BatchEnding how, BatchError why) {
    locked(
        () -> {
          end.end(how, why);
          ending();
        });
  }

  /** The run cannot go on. */
  void fail(Throwable cause) {
    locked(
        () -> {
          end.fail(cause);
          ending();
        });
  }

  BatchProgress progress() {
    return locked(
        () ->
            tally.progress(
                schedule.running(),
                schedule.waiting(),
                schedule.limit().current(),
                Duration.ofNanos(sleeper.nanoTime() - beganAt)));
  }

  private void ending() {
    if (reader != null) {
      reader.interrupt(); // Nobody wants what it waits for.
    }
    if (end.cutsCalls()) {
      schedule.interruptCalls();
    }
    changed();
  }

  private void changed() {
    change.happened();
    looksForRows.signalAll();
  }

  private void locked(Runnable work) {
    lock.lock();
    try {
      work.run();
    } finally {
      lock.unlock();
    }
  }

  private <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }
}
