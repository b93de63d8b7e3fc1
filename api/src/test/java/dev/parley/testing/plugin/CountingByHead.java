package dev.parley.testing.plugin;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.ModelId;
import dev.parley.chat.TokenCount;
import dev.parley.spi.TokenCounter;
import java.util.Optional;

/** Counts messages of provider {@code listed}. */
public class CountingByHead implements TokenCounter {
  @Override
  public String provider() {
    return "listed";
  }

  @Override
  public Optional<TokenCount> count(ModelId model, ChatRequest request) {
    return Optional.of(new TokenCount(request.messages().size(), true));
  }
}
