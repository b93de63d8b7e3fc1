package dev.parley.tck;

import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import dev.parley.store.ConversationStore;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the parts of the contract of stores have in common. */
@ExtendWith(Surprises.class)
@Timeout(value = StoreContract.TEST_SECONDS, threadMode = SEPARATE_THREAD)
interface StoreContract {
  /** For a whole test; thousands of appends that reach a disk take their time. */
  int TEST_SECONDS = 180;

  /** {@return a new stage, without a conversation} */
  StoreStage stage();

  /** A test that needs one store. */
  @FunctionalInterface
  interface StoreTest {
    void run(ConversationStore store) throws Exception;
  }

  /** Runs it on a stage of its own. */
  default void on(StoreTest test) {
    try (StoreStage stage = stage()) {
      test.run(stage.open());
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("The test was interrupted", e);
    }
  }
}
