package dev.parley.cli.usage;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The options of providers by which a call may take more than its request tells. Others are counted
 * as text.
 */
final class BoundlessOptions {
  private static final Set<String> BOUNDLESS =
      Set.of(
          "max_tokens", // In the place of the limit that a budget knows.
          "max_completion_tokens",
          "max_output_tokens",
          "n", // Several answers.
          "best_of",
          "previous_response_id", // What the server has kept is read again.
          "conversation",
          "prompt",
          "prediction", // What of it is wrong is billed as output.
          "web_search_options", // What the server's own tools find is read and billed.
          "plugins",
          "models"); // Others may answer, at other prices.

  /** Tools that are called here, and so are calls of their own. */
  private static final Set<String> HARMLESS_TOOLS = Set.of("function", "custom");

  private BoundlessOptions() {}

  /** {@return the first one of them} */
  static Optional<String> in(Map<String, Object> options) {
    return options.entrySet().stream()
        .filter(
            option ->
                BOUNDLESS.contains(option.getKey())
                    || (option.getKey().equals("tools") && !areHarmless(option.getValue())))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static boolean areHarmless(Object tools) {
    return tools instanceof List<?> list
        && list.stream()
            .allMatch(
                tool ->
                    tool instanceof Map<?, ?> map
                        && map.get("type") instanceof String type
                        && HARMLESS_TOOLS.contains(type));
  }
}
