package dev.parley.cli.money;

import dev.parley.chat.ModelId;
import dev.parley.chat.Usage;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What models cost, so far as that is known: a model without a price has none, which is not the
 * same as costing nothing. Immutable and thread-safe.
 */
public final class Prices {
  private final List<Price> listed;
  private final List<Price> own;
  private final Function<String, Asked> asked;

  /**
   * Prices. Of several that fit equally well, the last one counts.
   *
   * @param listed what the providers themselves want; holds where they are asked, and what is free
   *     anywhere
   * @param own what the user wrote; wins over what is listed, and holds wherever the instance is
   *     asked that it names
   * @param asked says who answers for an instance
   */
  Prices(List<Price> listed, List<Price> own, Function<String, Asked> asked) {
    this.listed = List.copyOf(listed);
    this.own = List.copyOf(own);
    this.asked = asked;
  }

  /**
   * Who answers for an instance.
   *
   * @param provider the provider that it is one of
   * @param elsewhere whether that is asked at an address that is not its own
   */
  record Asked(String provider, boolean elsewhere) {}

  /** {@return all lines, in their order} */
  public List<Price> all() {
    return Stream.concat(listed.stream(), own.stream()).toList();
  }

  /** {@return whether an instance is asked at an address where list prices do not hold} */
  public boolean isAskedElsewhere(String instance) {
    return asked.apply(instance).elsewhere();
  }

  /** {@return the price of a model, if one is known} */
  public Optional<Price> of(ModelId model) {
    Asked who = asked.apply(model.provider());
    // Whoever answers elsewhere has prices of his own; what is free is so anywhere.
    List<Price> list = who.elsewhere() ? listed.stream().filter(Price::isFree).toList() : listed;
    // What the user wrote for a provider need not hold there either.
    List<Price> ofProvider = who.elsewhere() ? List.of() : own;
    return best(own, model.provider(), model.model())
        .or(() -> best(list, model.provider(), model.model()))
        .or(() -> best(ofProvider, who.provider(), model.model()))
        .or(() -> best(list, who.provider(), model.model()));
  }

  /** {@return what a call took, if its tokens and the model's price are known} */
  public Optional<Money> cost(ModelId model, Usage usage) {
    return usage.source() == Usage.Source.NONE
        ? Optional.empty()
        : of(model).map(price -> price.of(usage));
  }

  private static Optional<Price> best(List<Price> among, String instance, String model) {
    Price best = null;
    int fit = 1;
    for (Price price : among) {
      int fits = price.models().instance().equals(instance) ? price.models().fit(model) : 0;
      if (fits >= fit) {
        best = price;
        fit = fits;
      }
    }
    return Optional.ofNullable(best);
  }
}
