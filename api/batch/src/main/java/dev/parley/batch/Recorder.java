package dev.parley.batch;

import java.io.IOException;

/** Keeps results: each is durable before it counts, and counts before it is told. Thread-safe. */
final class Recorder {
  private final BatchLog log;
  private final RunState state;
  private final EventLine events;

  Recorder(BatchLog log, RunState state, BatchListener listener) {
    this.log = log;
    this.state = state;
    events = new EventLine(listener, state::progress);
  }

  /** The row has an outcome, and leaves the run. */
  void finish(RowTask task, BatchResult result) {
    try {
      keep(result);
    } catch (Throwable e) {
      state.fail(e);
    } finally {
      state.drop(task);
    }
  }

  void keep(BatchResult result) throws IOException {
    log.append(result);
    count(result);
  }

  /** Counts a result that the log has. */
  void count(BatchResult result) {
    state.ended(result.outcome());
    tell(new BatchEvent.Ended(result));
  }

  void tell(BatchEvent event) {
    events.tell(event);
  }
}
