package dev.parley.cli.ask;

import dev.parley.chat.Usage;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Says on one line what an answer took. */
final class UsageLine {
  private UsageLine() {}

  /**
   * {@return the line}
   *
   * @param cost in words, if there is something to say
   */
  static String of(Usage usage, Optional<String> cost, Duration time) {
    String took = String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1_000.0);
    if (usage.source() == Usage.Source.NONE) {
      return "usage: tokens not known; " + took;
    }
    StringBuilder line = new StringBuilder("usage: ");
    line.append(usage.inputTokens()).append(" tokens in");
    usage
        .cachedInputTokens()
        .ifPresent(cached -> line.append(" (").append(cached).append(" cached)"));
    line.append(", ").append(usage.outputTokens()).append(" out");
    usage
        .reasoningTokens()
        .ifPresent(thought -> line.append(" (").append(thought).append(" reasoning)"));
    boolean reported = usage.source() == Usage.Source.REPORTED;
    line.append(reported ? ", reported; " : ", estimated; ");
    cost.ifPresent(words -> line.append(words).append("; "));
    return line.append(took).toString();
  }
}
