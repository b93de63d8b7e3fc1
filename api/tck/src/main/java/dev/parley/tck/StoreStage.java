package dev.parley.tck;

import dev.parley.store.ConversationStore;
import java.time.Duration;

/** The data of a store for one test: empty at first. Thread-safe. */
public interface StoreStage extends AutoCloseable {

  /**
   * {@return a store over the data} Another at each call, as another process would open; a store
   * that nobody can share gives the same one again. The kit closes none but in the test of closing.
   */
  ConversationStore open();

  /**
   * Lets time go by for the stores' clocks. A store that goes by another clock, such as its
   * server's, does nothing here: the kit then waits for what the time brings.
   */
  void pass(Duration time);

  /** Closes all stores, and removes the data. */
  @Override
  void close();
}
