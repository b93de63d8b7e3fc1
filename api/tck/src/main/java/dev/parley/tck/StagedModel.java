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
}
