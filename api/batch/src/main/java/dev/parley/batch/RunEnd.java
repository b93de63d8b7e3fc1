package dev.parley.batch;

import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import org.jspecify.annotations.Nullable;

/**
 * Whether a run ends, and how: what comes first counts. Not thread-safe: {@link RunState} guards
 * it.
 */
final class RunEnd {
  private @Nullable BatchEnding ending;
  private @Nullable BatchError reason;
  private @Nullable BatchInputException unreadable;
  private @Nullable Throwable failure;
  private boolean cutsCalls;

  /** No row starts any more; calls under way are waited for. */
  void end(BatchEnding how, @Nullable BatchError why) {
    if (ending == null) {
      ending = how;
      reason = why;
    }
  }

  /** As {@link #end}, and calls under way are ended. */
  void cancel() {
    end(BatchEnding.CANCELLED, BatchError.of("cancelled", "the run was cancelled"));
    cutsCalls = true;
  }

  /** There are no more rows to be had; those that were read are asked all the same. */
  void unreadable(BatchInputException cause) {
    unreadable = cause;
  }

  /** The run cannot go on, nor keep anything. */
  void fail(Throwable cause) {
    if (failure == null) {
      failure = cause;
    } else if (!failure.equals(cause)) {
      failure.addSuppressed(cause);
    }
    cutsCalls = true;
  }

  /** Whether no row starts any more. */
  boolean isComing() {
    return ending != null || failure != null;
  }

  /** Whether no call is made any more. */
  boolean cutsCalls() {
    return cutsCalls;
  }

  /** Whether what there is to record may still be recorded. */
  boolean keepsResults() {
    return failure == null;
  }

  /** How it ended, or what it failed with. */
  BatchSummary summary(BatchProgress progress) throws IOException {
    if (failure instanceof IOException io) {
      throw io;
    }
    if (failure instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null) {
      throw new UndeclaredThrowableException(
          failure, "The batch's own code failed with " + failure.getClass().getName());
    }
    if (unreadable != null) {
      throw unreadable;
    }
    return new BatchSummary(ending == null ? BatchEnding.COMPLETED : ending, progress, reason);
  }
}
