package dev.parley.batch;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A run: starts the rows that {@link RowReader} has read, each as a {@link Call}, until {@link
 * RunState} says that it is over.
 */
final class Engine {
  private final Batch batch;
  private final RunState state;
  private final Recorder recorder;
  private final RowReader reader;
  private final AtomicBoolean begun = new AtomicBoolean();

  Engine(Batch batch, BatchInput input, BatchLog log) {
    this.batch = batch;
    state = new RunState(batch.concurrency, input.total(), batch.sleeper);
    recorder = new Recorder(log, state, batch.listener);
    reader = new RowReader(input, batch.model.id(), new Intake(batch, log), state, recorder);
  }

  BatchSummary run() throws IOException {
    if (!begun.compareAndSet(false, true)) {
      throw new IllegalStateException("A run runs once; open another");
    }
    boolean interrupted = false;
    try {
      reader.start();
      for (RunState.Step step = state.next(); step != RunState.Step.END; step = state.next()) {
        try {
          take(step);
        } catch (InterruptedException e) {
          interrupted = true;
          cancel();
        } catch (Throwable e) {
          state.fail(e);
        }
      }
      recordUnanswered();
      return state.summary();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void take(RunState.Step step) throws InterruptedException {
    if (step == RunState.Step.WAIT) {
      state.await();
      return;
    }
    RowTask task = state.due();
    if (task != null) {
      start(task);
    }
  }

  private void start(RowTask task) {
    Optional<String> stop = batch.gate.stop(task.row(), progress());
    if (stop.isPresent()) {
      state.end(BatchEnding.STOPPED, BatchError.of("stopped", stop.get()));
      return;
    }
    OptionalInt epoch = state.begin(task);
    if (epoch.isEmpty()) {
      return;
    }
    boolean started = false;
    try {
      recorder.tell(new BatchEvent.Started(task.row(), task.attempts() + 1));
      RowThreads.shared().execute(new Call(batch, state, recorder, task, epoch.getAsInt()));
      started = true;
    } finally {
      if (!started) {
        state.drop(task);
      }
    }
  }

  void cancel() {
    state.cancel();
  }

  BatchProgress progress() {
    return state.progress();
  }

  /** Rows that were sent and wait for another attempt have cost something. */
  private void recordUnanswered() {
    for (RowTask task = state.leftOver(); task != null; task = state.leftOver()) {
      if (task.attempts() > 0) {
        recorder.finish(task, Call.cancelled(batch, task));
      }
    }
  }
}
