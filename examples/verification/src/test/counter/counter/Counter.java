package counter;

import dev.parley.Models;
import dev.parley.chat.ChatRequest;
import dev.parley.config.Config;
import java.util.Map;

/** Counts, and talks to nobody. */
public final class Counter {
  private Counter() {}

  public static void main(String[] args) {
    Config config = Config.of(Map.of("openai.base-url", "http://127.0.0.1:1/v1"));
    try (Models models = Models.load(config)) {
      System.out.println(models.chat("openai:gpt-4o").countTokens(ChatRequest.of("hello")));
    }
  }
}
