package dev.parley.cli.ask;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.ModelId;
import dev.parley.chat.TokenCount;
import dev.parley.config.Config;
import dev.parley.error.CancelledException;
import dev.parley.error.ErrorDetails;
import dev.parley.spi.ForwardingChatModel;
import dev.parley.spi.PolicyDefaults;
import dev.parley.spi.TokenEstimate;
import java.util.List;
import java.util.Optional;

/**
 * A policy that catches what the first model would get, with all that the configuration adds, and
 * cancels the call. Nothing gets to the provider: not even the counting of tokens, for which a
 * local server would be started.
 */
final class CaughtRequest implements PolicyDefaults {
  /** What was caught. */
  record Caught(ModelId model, ChatRequest request) {}

  private Optional<Caught> caught = Optional.empty();

  Optional<Caught> caught() {
    return caught;
  }

  @Override
  public ChatModel wrap(ChatModel model, Config config) {
    return new Catching(model);
  }

  @Override
  public ChatModel join(List<ChatModel> models, Config config) {
    return models.get(0);
  }

  private final class Catching extends ForwardingChatModel {
    Catching(ChatModel inner) {
      super(inner);
    }

    @Override
    public TokenCount countTokens(ChatRequest request) {
      return TokenEstimate.of(request);
    }

    @Override
    public Completion complete(ChatRequest request) {
      caught = Optional.of(new Caught(id(), request));
      throw new CancelledException("only a rehearsal", ErrorDetails.of(id()), null);
    }
  }
}
