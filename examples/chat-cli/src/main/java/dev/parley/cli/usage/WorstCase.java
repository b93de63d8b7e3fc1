package dev.parley.cli.usage;

import dev.parley.chat.ChatRequest;
import dev.parley.cli.money.Price;
import java.util.Optional;

/**
 * The most tokens that one attempt of a call can take. Where nobody knows, there is none.
 *
 * @param input of the request
 * @param output of the answer, thoughts included
 */
record WorstCase(long input, long output) {
  /**
   * {@return why there is no bound, and what to set; empty if there is one}
   *
   * @param instance which is asked
   * @param table where the user's prices are, for people
   */
  static Optional<String> whyUnknown(
      ChatRequest request, String instance, Price price, String table) {
    return BoundlessOptions.in(request.options(instance))
        .map(
            option ->
                "nobody knows how much a call with the option \""
                    + option
                    + "\" takes; leave it out"
                    + (option.startsWith("max_") ? " and set max-output-tokens" : ""))
        .or(
            () ->
                price.mostInput().isEmpty() && InputTokens.of(request).boundless()
                    ? Optional.of(
                        "nobody knows how many tokens its file, sound or other data has; put the"
                            + " most tokens that the model can read into the eighth column of its"
                            + " line in "
                            + table)
                    : Optional.empty())
        .or(
            () ->
                request.maxOutputTokens().isEmpty() && price.mostOutput().isEmpty()
                    ? Optional.of(
                        "nobody knows how long the answer may become; set max-output-tokens, or put"
                            + " the most output tokens into the seventh column of the model's line"
                            + " in "
                            + table)
                    : Optional.empty());
  }

  /** {@return it, where {@link #whyUnknown} is empty} */
  static WorstCase of(ChatRequest request, Price price) {
    InputTokens tokens = InputTokens.of(request);
    long most = price.mostInput().orElse(Long.MAX_VALUE);
    return new WorstCase(
        tokens.boundless() ? most : Math.min(tokens.number(), most),
        request.maxOutputTokens().isPresent()
            ? request.maxOutputTokens().getAsInt()
            : price.mostOutput().orElseThrow());
  }
}
