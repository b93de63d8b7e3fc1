package dev.parley.openai.internal;

import dev.parley.chat.ChatModel;
import dev.parley.chatcompletions.ChatCompletions;
import dev.parley.spi.Provider;
import jakarta.inject.Inject;

/** One configured instance; its models share a pool of connections. */
public final class OpenAiProvider implements Provider {
  private final ChatCompletions server;

  /** A provider over {@code server}, which it closes. */
  @Inject
  public OpenAiProvider(ChatCompletions server) {
    this.server = server;
  }

  @Override
  public ChatModel chat(String model) {
    return server.model(model);
  }

  @Override
  public void close() {
    server.close();
  }

  /** {@return where its server is, without anything secret} */
  @Override
  public String toString() {
    return "OpenAiProvider[" + server + "]";
  }
}
