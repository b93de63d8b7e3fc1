package dev.parley.mock;

import dev.parley.chat.CompletionEvent;
import dev.parley.chat.ModelId;
import dev.parley.error.ErrorDetails;
import dev.parley.error.ParleyException;
import java.time.Duration;
import java.util.function.Function;

/** One thing that a scripted reply does. */
sealed interface Step {
  /** Whether nothing can come after it. */
  default boolean last() {
    return false;
  }

  /** The answer begins, if it has not: the event is put together from what the reply knows. */
  record Begin() implements Step {}

  /** An event comes. */
  record Emit(Function<ModelId, CompletionEvent> event) implements Step {
    static Emit of(CompletionEvent event) {
      return new Emit(model -> event);
    }
  }

  /** Nothing comes for a while. */
  record Pause(Duration duration) implements Step {}

  /** The answer is complete. */
  record Finish(CompletionEvent.Finished event) implements Step {
    @Override
    public boolean last() {
      return true;
    }
  }

  /** The exchange fails. */
  record Fail(Function<? super ErrorDetails, ? extends ParleyException> failure) implements Step {
    @Override
    public boolean last() {
      return true;
    }
  }

  /** Nothing comes any more, and nothing ends either. */
  record Hang() implements Step {
    @Override
    public boolean last() {
      return true;
    }
  }

  /** The exchange ends without saying that the answer is complete. */
  record BreakOff() implements Step {
    @Override
    public boolean last() {
      return true;
    }
  }
}
