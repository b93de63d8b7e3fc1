package dev.parley.batch;

import dev.parley.chat.ModelId;
import java.io.IOException;

/**
 * Reads a row whenever one is wanted, on a thread of its own, since an input may be quiet for as
 * long as it likes: a pipe. What becomes of a row is decided before the next one is read.
 */
final class RowReader implements Runnable {
  private static final String THREAD = "parley-batch-input";

  private final BatchInput input;
  private final ModelId asked;
  private final Intake intake;
  private final RunState state;
  private final Recorder recorder;

  RowReader(BatchInput input, ModelId asked, Intake intake, RunState state, Recorder recorder) {
    this.input = input;
    this.asked = asked;
    this.intake = intake;
    this.state = state;
    this.recorder = recorder;
  }

  /**
   * Begins to read, until the input or the run ends. Not on a virtual thread: to read a file keeps
   * its carrier.
   */
  void start() {
    Thread thread = new Thread(this, THREAD);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void run() {
    boolean more = true;
    while (more && state.awaitWanted()) {
      more = readOne();
    }
  }

  private boolean readOne() {
    InputRow row = null;
    Throwable failure = null;
    try {
      row = input.next(asked);
    } catch (Throwable e) { // Checked ones too: other languages throw them undeclared.
      failure = e;
    }
    if (!state.arrived()) {
      return false;
    }
    boolean more = row != null;
    try {
      if (failure instanceof BatchInputException unreadable) {
        state.unreadable(unreadable);
      } else if (failure != null) {
        state.fail(failure);
      } else if (row != null) {
        take(row);
      }
    } catch (Throwable e) {
      state.fail(e);
    } finally {
      state.taken(!more);
    }
    return more;
  }

  private void take(InputRow row) throws IOException {
    state.read();
    Intake.Decision decision = intake.decide(row);
    if (decision instanceof Intake.Ask ask) {
      state.queue(ask.task());
    } else if (decision instanceof Intake.Skip skip) {
      state.skipped(skip.outcome(), skip.other());
      recorder.tell(new BatchEvent.Skipped(row.id(), skip.outcome(), skip.asked()));
    } else if (decision instanceof Intake.Refuse refuse) {
      if (refuse.isNew()) {
        recorder.keep(refuse.result());
      } else {
        recorder.count(refuse.result());
      }
    }
  }
}
