package dev.parley.store.redis;

import dev.parley.store.Version;
import java.util.List;

/**
 * What a script answers.
 *
 * @param word what came of it
 * @param version where the conversation is
 * @param more what was asked for, if something was
 */
record Outcome(String word, Version version, List<?> more) {

  /** Whether there is such a conversation, and what was to be done is. */
  boolean done() {
    return word.equals("done");
  }

  boolean stale() {
    return word.equals("stale");
  }

  boolean repeated() {
    return word.equals("repeated");
  }
}
