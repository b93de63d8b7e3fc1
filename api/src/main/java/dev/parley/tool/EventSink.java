package dev.parley.tool;

import dev.parley.tool.ToolSteps.Event;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells a listener one event after another, and keeps the loop safe from what it throws: an
 * exception is logged, an error is kept until the loop may end.
 */
final class EventSink {
  private static final Logger LOG = System.getLogger(EventSink.class.getName());

  private final Consumer<? super Event> listener;
  private volatile @Nullable Error failure;

  EventSink(Consumer<? super Event> listener) {
    this.listener = listener;
  }

  /**
   * Tells of it.
   *
   * @param holds whether it is still true when its turn has come
   */
  synchronized void tell(Event event, BooleanSupplier holds) {
    if (!holds.getAsBoolean()) {
      return;
    }
    try {
      listener.accept(event);
    } catch (Error e) {
      Error first = failure;
      if (first == null) {
        failure = e;
      } else if (!e.equals(first)) {
        first.addSuppressed(e);
      }
    } catch (Throwable e) { // Checked ones too, which other languages throw past the compiler.
      LOG.log(Level.WARNING, "A listener of a tool loop failed; the loop goes on", e);
    }
  }

  /** The first error of the listener, with the others. */
  Optional<Error> failure() {
    return Optional.ofNullable(failure);
  }
}
