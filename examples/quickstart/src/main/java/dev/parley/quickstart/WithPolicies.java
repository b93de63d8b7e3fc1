package dev.parley.quickstart;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.policies.Deadline;
import dev.parley.policies.Fallback;
import dev.parley.policies.RateLimit;
import dev.parley.policies.Retry;
import java.time.Duration;

/** The README's snippet on policies. */
public final class WithPolicies {
  private WithPolicies() {}

  /** Asks a model that nothing is wrapped around yet, and another one where it fails. */
  public static String ask(ChatModel model, ChatModel other, String question) {
    ChatModel safe =
        model.with( // outermost first
            Deadline.of(Duration.ofSeconds(30)),
            Fallback.to(other),
            Retry.builder().retries(4).build(),
            RateLimit.builder().requests(60, Duration.ofMinutes(1)).build());
    return safe.complete(ChatRequest.of(question)).text();
  }
}
