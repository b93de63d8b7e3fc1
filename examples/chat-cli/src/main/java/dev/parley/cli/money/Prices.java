package dev.parley.cli.money;

import dev.parley.chat.ModelId;
import dev.parley.chat.Usage;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What models cost, so far as that is known: a model without a price has none, which is not the
 * same as costing nothing. Immutable and thread-safe.
 */
public final class Prices {
  private final List<Price> all;
  private final Function<String, Optional<String>> listedAs;

  /**
   * Prices.
   *
   * @param all of several that fit equally well, the last one counts
   * @param listedAs under which provider's name an instance's models are priced if its own has none
   */
  Prices(List<Price> all, Function<String, Optional<String>> listedAs) {
    this.all = List.copyOf(all);
    this.listedAs = listedAs;
  }

  /** {@return all lines, in their order} */
  public List<Price> all() {
    return all;
  }

  /** {@return the price of a model, if one is known} */
  public Optional<Price> of(ModelId model) {
    return best(model.provider(), model.model())
        .or(() -> listedAs.apply(model.provider()).flatMap(name -> best(name, model.model())));
  }

  /** {@return what a call took, if its tokens and the model's price are known} */
  public Optional<Money> cost(ModelId model, Usage usage) {
    return usage.source() == Usage.Source.NONE
        ? Optional.empty()
        : of(model).map(price -> price.of(usage));
  }

  private Optional<Price> best(String instance, String model) {
    Price best = null;
    int fit = 1;
    for (Price price : all) {
      int fits = price.models().instance().equals(instance) ? price.models().fit(model) : 0;
      if (fits >= fit) {
        best = price;
        fit = fits;
      }
    }
    return Optional.ofNullable(best);
  }
}
