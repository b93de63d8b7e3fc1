package dev.parley.tck;

import org.junit.jupiter.api.extension.ExtendWith;

/** What the contracts need of a test class. */
@ExtendWith(Surprises.class)
public interface StagedModel {

  /**
   * {@return a new stage on which that scenario is played}
   *
   * @throws NotPlayableException if the provider has nothing of the kind: no wire of bytes, say
   */
  Stage play(Scenario scenario);

  /**
   * {@return how often a call is sent in all, where each attempt fails with an error that may be
   * tried again} 1 for a bare model, which is the default; 3 where {@link #play} {@linkplain
   * Stage#wrapped wraps} it in a policy of two retries. What is not retryable, and a stream of
   * which something visible has come, are sent once nevertheless.
   */
  default int tries() {
    return 1;
  }
}
