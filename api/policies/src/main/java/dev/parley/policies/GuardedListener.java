package dev.parley.policies;

import static java.util.Objects.requireNonNull;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Keeps calls safe from a listener that throws. */
record GuardedListener(PolicyListener listener) implements PolicyListener {
  static final GuardedListener NONE = new GuardedListener(event -> {});

  private static final Logger LOGGER = System.getLogger("dev.parley.policies");

  GuardedListener {
    requireNonNull(listener, "listener");
  }

  @Override
  public void on(PolicyEvent event) {
    try {
      listener.on(event);
    } catch (Throwable e) { // An error would cost the call its place in a bulkhead.
      LOGGER.log(Level.WARNING, "A policy listener failed; the call goes on", e);
    }
  }
}
