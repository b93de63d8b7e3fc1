package dev.parley.cli.ask;

import dev.parley.Models;
import dev.parley.chat.ChatModel;
import dev.parley.cli.ask.PromptReader.Prompt;
import dev.parley.cli.conversation.ConversationChoice;
import dev.parley.cli.conversation.ConversationChoice.Chosen;
import dev.parley.cli.process.AnswerWriter;
import dev.parley.cli.process.Arguments;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.Subcommand;
import dev.parley.cli.process.Version;
import dev.parley.cli.setup.ModelChoice;
import dev.parley.cli.setup.Setup;
import dev.parley.config.Config;
import dev.parley.conversation.Conversation;
import dev.parley.message.Message;
import jakarta.inject.Inject;
import java.io.IOException;

/** Asks once and prints the answer. */
public final class AskCommand implements Subcommand {
  private final Setup setup;
  private final PromptReader prompts;
  private final ModelChoice models;
  private final ConversationChoice conversations;
  private final AnswerPrinter printer;
  private final AnswerNotes notes;
  private final Version version;
  private final AnswerWriter out;

  @Inject
  AskCommand(
      Setup setup,
      PromptReader prompts,
      ModelChoice models,
      ConversationChoice conversations,
      AnswerPrinter printer,
      AnswerNotes notes,
      Version version,
      AnswerWriter out) {
    this.setup = setup;
    this.prompts = prompts;
    this.models = models;
    this.conversations = conversations;
    this.printer = printer;
    this.notes = notes;
    this.version = version;
    this.out = out;
  }

  @Override
  public String usage() {
    return Arguments.usage(new AskOptions());
  }

  @Override
  public ExitCode run(String... arguments) throws IOException {
    AskOptions options = Arguments.parse("parley", new AskOptions(), arguments);
    if (options.setup.help) {
      out.write(usage());
      return ExitCode.OK;
    } else if (options.version) {
      out.write(version.text() + "\n");
      return ExitCode.OK;
    }
    Prompt prompt = prompts.read(options.words);
    Config config = setup.config(options.setup).build();
    try (Models door = setup.models(config)) {
      ChatModel model = models.open(door, options.model, !prompt.piped(), options.setup);
      try (Chosen chosen = conversations.open(options.conversation, config)) {
        Conversation conversation = conversation(model, chosen, options);
        Message said = Message.user(prompt.text());
        return notes.print(
            options.noStream
                ? printer.whole(conversation, said)
                : printer.streamed(conversation, said));
      }
    }
  }

  private static Conversation conversation(ChatModel model, Chosen chosen, AskOptions options) {
    Conversation.Builder builder =
        Conversation.builder(model, chosen.store(), chosen.id().text()).keepPartial();
    if (options.system != null) {
      builder.system(options.system);
    }
    return builder.build();
  }
}
