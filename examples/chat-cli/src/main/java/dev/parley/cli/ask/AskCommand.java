package dev.parley.cli.ask;

import dev.parley.Models;
import dev.parley.chat.ChatModel;
import dev.parley.cli.conversation.ConversationChoice;
import dev.parley.cli.conversation.ConversationChoice.Chosen;
import dev.parley.cli.money.PriceTable;
import dev.parley.cli.process.AnswerWriter;
import dev.parley.cli.process.Arguments;
import dev.parley.cli.process.CommandNames;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.Subcommand;
import dev.parley.cli.process.UsageException;
import dev.parley.cli.process.Version;
import dev.parley.cli.setup.ModelChoice;
import dev.parley.cli.setup.Setup;
import dev.parley.config.Config;
import dev.parley.conversation.Conversation;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.io.IOException;
import java.util.List;

/** Asks once and prints the answer. */
public final class AskCommand implements Subcommand {
  private final Setup setup;
  private final QuestionReader questions;
  private final ModelChoice models;
  private final ConversationChoice conversations;
  private final Asking asking;
  private final PriceTable prices;
  private final Provider<DryRun> dryRun;
  private final Provider<WireLogging> wire;
  private final AnswerWriter out;

  @Inject
  AskCommand(
      Setup setup,
      QuestionReader questions,
      ModelChoice models,
      ConversationChoice conversations,
      Asking asking,
      PriceTable prices,
      Provider<DryRun> dryRun,
      Provider<WireLogging> wire,
      AnswerWriter out) {
    this.setup = setup;
    this.questions = questions;
    this.models = models;
    this.conversations = conversations;
    this.asking = asking;
    this.prices = prices;
    this.dryRun = dryRun;
    this.wire = wire;
    this.out = out;
  }

  @Override
  public String usage() {
    return Arguments.usage(new AskOptions(), CommandNames.summaries());
  }

  @Override
  public ExitCode run(String... arguments) throws IOException {
    AskOptions options = options(arguments);
    if (options.setup.help) {
      out.write(usage());
      return ExitCode.OK;
    } else if (options.version) {
      out.write(Version.line() + "\n");
      return ExitCode.OK;
    }
    requireNoCommand(options.words, arguments);
    Question question = questions.read(options);
    Config.Builder config = setup.config(options.setup);
    if (options.timeout != null) {
      WholeTimeout.into(config, options.timeout);
    }
    options.budget.into(config);
    if (options.dryRun) {
      dryRun.get().print(config.build(), question, options);
      return ExitCode.OK;
    } else if (options.debugHttp) {
      try (WireLogging log = wire.get()) {
        log.begin(config, question.model());
        return ask(question, config.build(), options);
      }
    }
    return ask(question, config.build(), options);
  }

  private static AskOptions options(String... arguments) {
    List<String> words = List.of(arguments);
    AskOptions options = new AskOptions();
    if (words.stream().noneMatch(word -> word.startsWith("-"))) {
      options.words = words; // To learn all options takes a quarter of the time of such a call.
      return options;
    }
    return Arguments.parse("parley", options, arguments);
  }

  private ExitCode ask(Question question, Config config, AskOptions options) throws IOException {
    try (Models door = setup.models(config)) {
      if (question.options() != null) {
        question.options().requireAsked(question.model(), door, config);
      }
      ChatModel model = models.open(door, question.model(), !question.piped(), options.setup);
      try (Chosen chosen = conversations.open(options.conversation, config)) {
        Conversation.Builder conversation =
            Conversation.builder(model, chosen.store(), chosen.id().text()).keepPartial();
        return asking.ask(
            question.into(conversation).build(),
            question,
            options,
            () -> prices.read(config, door.installed()));
      }
    }
  }

  /** A command that is typed behind options would be asked of a model, and that may cost money. */
  private static void requireNoCommand(List<String> words, String... arguments) {
    if (words.size() == 1 && CommandNames.has(words.get(0)) && !List.of(arguments).contains("--")) {
      throw new UsageException(
          "\""
              + words.get(0)
              + "\" is a command, which comes before its options: parley "
              + words.get(0)
              + " …; put -- before it if it is a prompt");
    }
  }
}
