package dev.parley.batch;

import java.io.IOException;

/** One run of a {@link Batch}. Thread-safe; {@link #run} is called once. */
public final class BatchRun {
  private final Engine engine;

  BatchRun(Batch batch, BatchInput input, BatchLog log) {
    engine = new Engine(batch, input, log);
  }

  /**
   * Reads and asks until the input ends or something stops the run, then waits for the calls under
   * way. Interrupting the thread does what {@link #cancel} does and keeps its interrupt flag.
   *
   * @return how it ended
   * @throws BatchInputException if the input cannot be read on; the rows read before are asked and
   *     recorded first
   * @throws IOException if the log cannot be written; calls under way are cancelled then, and what
   *     had been recorded stays
   * @throws IllegalStateException if it was called before
   */
  public BatchSummary run() throws IOException {
    return engine.run();
  }

  /**
   * Ends the run: no row starts, calls under way are cancelled on the wire, answers that are there
   * are recorded, and rows that were sent without one are recorded as {@link
   * BatchOutcome#CANCELLED}. Returns at once; {@link #run} returns when that is done. Idempotent,
   * and may come before it.
   */
  public void cancel() {
    engine.cancel();
  }

  /** {@return where the run is} */
  public BatchProgress progress() {
    return engine.progress();
  }
}
