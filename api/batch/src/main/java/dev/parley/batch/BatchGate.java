package dev.parley.batch;

import java.util.Optional;

/**
 * Asked before every attempt of every row, retries included, whether the run may go on; a budget is
 * one. It is asked on the thread of {@link BatchRun#run()}, one attempt after another; calls that
 * it let pass may run meanwhile, so a gate that must never be passed counts what it lets pass and
 * settles that by {@link BatchEvent.Retrying} and {@link BatchEvent.Ended}, which come on other
 * threads.
 */
@FunctionalInterface
public interface BatchGate {

  /**
   * {@return why the run must stop before this attempt; empty lets it pass} What runs then is
   * waited for and recorded; rows that did not start are left to a later run. What it throws ends
   * the run and is thrown there.
   *
   * @param row what would be asked, with all settings of the batch
   * @param soFar where the run is
   */
  Optional<String> stop(BatchRow row, BatchProgress soFar);
}
