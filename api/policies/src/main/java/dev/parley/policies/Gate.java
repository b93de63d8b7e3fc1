package dev.parley.policies;

import dev.parley.chat.Completion;
import dev.parley.error.RefusedLocallyException;
import org.jspecify.annotations.Nullable;

/** What lets calls in, one after the other or not at all: a limit, a breaker, a bulkhead. */
interface Gate {
  /**
   * Lets the call in, perhaps after a wait on its thread.
   *
   * @throws RefusedLocallyException if it may not
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  Pass enter(GatedCall call) throws InterruptedException;

  /** A call that has been let in. Ended once. */
  interface Pass {
    /**
     * The call is over.
     *
     * @param whole the answer, or what came of it
     * @param failure what it failed with; null if it did not. A call that the caller gave up fails
     *     with {@link dev.parley.error.CancelledException}
     */
    void end(Completion whole, @Nullable Throwable failure);
  }
}
