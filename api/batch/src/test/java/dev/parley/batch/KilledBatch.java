package dev.parley.batch;

import dev.parley.chat.ChatModel;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.config.Secret;
import dev.parley.openai.OpenAi;
import dev.parley.spi.Provider;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** The process that is killed: a batch against a server, given its URL, the input and the log. */
final class KilledBatch {
  private KilledBatch() {}

  public static void main(String[] args) throws Exception {
    Duration soon = Duration.ofSeconds(1);
    try (Provider provider =
            OpenAi.builder().apiKey(Secret.of("sk-test")).baseUrl(URI.create(args[0])).build();
        ChatModel model = provider.chat("gpt-x");
        BatchInput in = BatchInput.file(Path.of(args[1]));
        BatchLog out = BatchLog.open(Path.of(args[2]))) {
      BatchSummary summary =
          Batch.builder(model)
              .concurrency(8)
              .attempts(20)
              .settings(
                  r ->
                      r.timeouts(
                          Timeouts.UNSET
                              .with(Kind.FIRST_EVENT, soon)
                              .with(Kind.SILENCE, soon)
                              .with(Kind.WHOLE, soon.multipliedBy(5))))
              .build()
              .run(in, out);
      System.out.println(summary);
      System.exit(summary.isWhole() ? 0 : 3);
    }
  }
}
