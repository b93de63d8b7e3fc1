package dev.parley.store.redis;

import dev.parley.store.Version;

/** What a script did: its word, and where the conversation is. */
record Changed(String word, Version version) {

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
