package dev.parley.cli.ask;

import dev.parley.Models;
import dev.parley.chat.ChatModel;
import dev.parley.cli.ask.CaughtRequest.Caught;
import dev.parley.cli.conversation.ConversationChoice;
import dev.parley.cli.conversation.ConversationChoice.Chosen;
import dev.parley.cli.process.AnswerWriter;
import dev.parley.cli.process.JsonLine;
import dev.parley.cli.setup.ModelChoice;
import dev.parley.cli.setup.Setup;
import dev.parley.config.Config;
import dev.parley.conversation.Conversation;
import dev.parley.error.CancelledException;
import dev.parley.store.memory.MemoryStore;
import jakarta.inject.Inject;
import java.io.IOException;

/** Says what would be sent, and to whom. Sends nothing, keeps nothing and starts no server. */
final class DryRun {
  private final Setup setup;
  private final ModelChoice models;
  private final ConversationChoice conversations;
  private final AnswerWriter out;

  @Inject
  DryRun(Setup setup, ModelChoice models, ConversationChoice conversations, AnswerWriter out) {
    this.setup = setup;
    this.models = models;
    this.conversations = conversations;
    this.out = out;
  }

  /** Prints it; throws what asking would throw before it sends something. */
  void print(Config config, Question question, AskOptions options) throws IOException {
    CaughtRequest policy = new CaughtRequest();
    try (Models door = setup.models(config, policy);
        Chosen chosen = chosen(options, config)) {
      if (question.options() != null) {
        question.options().requireAsked(question.model(), door, config);
      }
      ChatModel model = models.open(door, question.model(), !question.piped(), options.setup);
      Conversation conversation =
          question.into(Conversation.builder(model, chosen.store(), chosen.id().text())).build();
      try {
        conversation.ask(question.said());
      } catch (CancelledException e) {
        if (policy.caught().isEmpty()) {
          throw e; // Somebody else's.
        }
      }
      Caught caught = policy.caught().orElseThrow();
      Rehearsed rehearsed = Rehearsed.of(caught.model(), caught.request(), config, door);
      out.write(options.json ? JsonLine.of(rehearsed::fields) + "\n" : rehearsed.lines());
    }
  }

  /** A conversation that has not been begun needs no store. */
  private Chosen chosen(AskOptions options, Config config) {
    boolean named = options.conversation.goOn || options.conversation.name != null;
    return named
        ? conversations.open(options.conversation, config)
        : new Chosen(MemoryStore.create(), conversations.unused(), false);
  }
}
