package dev.parley.testing.plugin;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.ModelId;
import dev.parley.chat.TokenCount;
import dev.parley.spi.TokenCounter;
import java.util.Optional;

/** Is for provider {@code listed}, and lacks a class that it counts by. */
public class CountingWithoutTable implements TokenCounter {
  @Override
  public String provider() {
    return "listed";
  }

  @Override
  public Optional<TokenCount> count(ModelId model, ChatRequest request) {
    throw new NoClassDefFoundError("no/such/Table");
  }
}
