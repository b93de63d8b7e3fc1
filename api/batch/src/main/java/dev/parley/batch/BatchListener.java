package dev.parley.batch;

/** Hears what happens in a run. */
@FunctionalInterface
public interface BatchListener {

  /**
   * Hears an event. Events come one at a time, on threads of the run, which wait meanwhile; what it
   * throws is ignored.
   *
   * @param event what happened
   * @param soFar where the run is then
   */
  void on(BatchEvent event, BatchProgress soFar);
}
