package dev.parley.cli.ask;

import dev.parley.chat.Completion;
import dev.parley.chat.Usage;
import dev.parley.cli.money.Money;
import dev.parley.cli.money.Prices;
import dev.parley.cli.process.JsonLine;
import java.util.Optional;

/** Says what an answer cost, by the list of prices. */
final class AnswerCost {
  private final Prices prices;

  AnswerCost(Prices prices) {
    this.prices = prices;
  }

  /** {@return it for people; empty if not even the tokens are known} */
  Optional<String> words(Completion answer) {
    if (answer.usage().source() == Usage.Source.NONE) {
      return Optional.empty();
    }
    boolean guess = answer.usage().source() == Usage.Source.ESTIMATED;
    return Optional.of(
        money(answer)
            .map(money -> (guess && !money.isZero() ? "about " : "") + money)
            .orElse("price unknown"));
  }

  /** {@return the answer with its cost in a field of its own; null where that is not known} */
  Completion in(Completion answer) {
    String json =
        money(answer)
            .map(
                money ->
                    JsonLine.of(
                        out -> {
                          out.writeFieldName("amount");
                          out.writeNumber(money.exact());
                          out.writeStringField("currency", money.currency());
                          out.writeBooleanField(
                              "estimated", answer.usage().source() == Usage.Source.ESTIMATED);
                        }))
            .orElse("null");
    return answer.toBuilder().extras(answer.extras().withUnknownField("cost", json)).build();
  }

  private Optional<Money> money(Completion answer) {
    return prices.cost(answer.model(), answer.usage());
  }
}
