package dev.parley.batch;

import dev.parley.chat.ModelId;
import dev.parley.chat.Usage;
import java.util.Optional;

/**
 * Says what a call costs. Called on the threads of calls; thread-safe. One batch has one currency.
 */
@FunctionalInterface
public interface Pricing {

  /** {@return what a call of {@code model} with this usage costs; empty if it is not known} */
  Optional<Cost> cost(ModelId model, Usage usage);
}
