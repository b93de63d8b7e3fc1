package dev.parley.spi;

import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.Set;
import java.util.function.Consumer;

/** Goes through what a service loader finds; one that cannot be loaded does not hide the others. */
final class Discovery {
  /** A loader that fails again and again without moving on must not hang its caller. */
  private static final int MOST_PROBLEMS = 100;

  private Discovery() {}

  /**
   * Hands over what is found, each class once: the class path and the module path may both offer
   * it.
   *
   * @param problems gets what went wrong, while looking or while taking
   */
  static <S> void each(Iterator<S> found, Consumer<S> taker, List<String> problems) {
    Set<Class<?>> taken = new HashSet<>();
    while (problems.size() < MOST_PROBLEMS) {
      try {
        if (!found.hasNext()) {
          return;
        }
        S service = found.next();
        if (taken.add(service.getClass())) {
          taker.accept(service);
        }
      } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
        problems.add(String.valueOf(e.getMessage()));
      }
    }
  }
}
