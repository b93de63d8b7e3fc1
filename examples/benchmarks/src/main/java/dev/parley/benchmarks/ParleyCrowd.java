package dev.parley.benchmarks;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionStream;
import dev.parley.config.Secret;
import dev.parley.openai.OpenAi;
import dev.parley.spi.Provider;
import java.net.URI;

/** Parley as anyone uses it: its time-outs, and the whole answer at the end. */
final class ParleyCrowd implements CrowdClient {
  private final ChatRequest question = ChatRequest.of("Why is the sky blue?");
  private final Provider provider;

  ParleyCrowd(URI baseUrl, String key) {
    provider = OpenAi.builder().baseUrl(baseUrl).apiKey(Secret.of(key)).build();
  }

  @Override
  public Streams streams(String name) {
    ChatModel model = provider.chat(name);
    return tokens -> {
      try (CompletionStream stream = model.stream(question)) {
        for (CompletionEvent event : stream) {
          if (event instanceof TextDelta delta && !tokens.test(delta.text())) {
            return;
          }
        }
        stream.completion();
      }
    };
  }

  @Override
  public void close() {
    provider.close();
  }
}
