package dev.parley.cli.ask;

import dev.parley.Models;
import dev.parley.chat.ChatModel;
import dev.parley.cli.ask.CaughtRequest.Caught;
import dev.parley.cli.conversation.ConversationChoice;
import dev.parley.cli.conversation.ConversationChoice.Chosen;
import dev.parley.cli.process.AnswerWriter;
import dev.parley.cli.process.JsonLine;
import dev.parley.cli.setup.InstanceSettings;
import dev.parley.cli.setup.ModelChoice;
import dev.parley.cli.setup.Setup;
import dev.parley.config.Config;
import dev.parley.config.ProviderSettings;
import dev.parley.conversation.Conversation;
import dev.parley.error.CancelledException;
import dev.parley.json.ParleyJson;
import dev.parley.store.memory.MemoryStore;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.Optional;

/** Says what would be sent, and to whom. Sends nothing, keeps nothing and starts no server. */
final class DryRun {
  /** The settings that say where a provider's server is. */
  private static final String[] PLACES = {"base-url", "server"};

  private static final String QUERY_VALUE = "([?&](?!api-version=|model=)[^=&,}\\s]*=)[^&,}\\s]*";

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
      String instance = caught.model().provider();
      ProviderSettings settings = InstanceSettings.of(instance, config, door.installed());
      print(caught, place(settings), masked(settings.toString()), options.json);
    }
  }

  /** A conversation that has not been begun needs no store. */
  private Chosen chosen(AskOptions options, Config config) {
    boolean named = options.conversation.goOn || options.conversation.name != null;
    return named
        ? conversations.open(options.conversation, config)
        : new Chosen(MemoryStore.create(), conversations.unused(), false);
  }

  private static Optional<String> place(ProviderSettings settings) {
    for (String name : PLACES) {
      if (settings.spec().find(name).isPresent() && settings.url(name).isPresent()) {
        return settings.url(name).map(url -> masked(url.toString()));
      }
    }
    return Optional.empty();
  }

  /** Without the values of queries, which may be secrets; as the wire log shows them. */
  private static String masked(String text) {
    return text.replaceAll(QUERY_VALUE, "$1***");
  }

  private void print(Caught caught, Optional<String> place, String settings, boolean json)
      throws IOException {
    String request = ParleyJson.write(caught.request());
    if (!json) {
      out.write("model: " + caught.model() + "\n");
      if (place.isPresent()) {
        out.write("server: " + place.get() + "\n");
      }
      out.write("settings: " + settings + "\n");
      out.write("request: " + request + "\n");
      return;
    }
    String line =
        JsonLine.of(
            fields -> {
              fields.writeStringField("model", caught.model().toString());
              if (place.isPresent()) {
                fields.writeStringField("server", place.get());
              }
              fields.writeFieldName("request");
              fields.writeRawValue(request);
            });
    out.write(line + "\n");
  }
}
