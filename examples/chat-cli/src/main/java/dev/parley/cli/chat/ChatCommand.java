package dev.parley.cli.chat;

import dev.parley.Models;
import dev.parley.chat.ChatModel;
import dev.parley.cli.ask.Attachments;
import dev.parley.cli.chat.ChatOpening.Opened;
import dev.parley.cli.process.AnswerWriter;
import dev.parley.cli.process.Arguments;
import dev.parley.cli.process.Cancellation;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.Subcommand;
import dev.parley.cli.setup.ModelChoice;
import dev.parley.cli.setup.Setup;
import dev.parley.config.Config;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Talks with a model until somebody ends it. */
public final class ChatCommand implements Subcommand {
  private final Setup setup;
  private final ModelChoice choice;
  private final ChatOpening opening;
  private final LineSource source;
  private final TurnCommands turns;
  private final Asking asking;
  private final Attachments attachments;
  private final Paths paths;
  private final Cancellation cancellation;
  private final Screen screen;
  private final AnswerWriter out;

  @Inject
  ChatCommand(
      Setup setup,
      ModelChoice choice,
      ChatOpening opening,
      LineSource source,
      TurnCommands turns,
      Asking asking,
      Attachments attachments,
      Paths paths,
      Cancellation cancellation,
      Screen screen,
      AnswerWriter out) {
    this.setup = setup;
    this.choice = choice;
    this.opening = opening;
    this.source = source;
    this.turns = turns;
    this.asking = asking;
    this.attachments = attachments;
    this.paths = paths;
    this.cancellation = cancellation;
    this.screen = screen;
    this.out = out;
  }

  @Override
  public String usage() {
    return Arguments.usage(new ChatOptions());
  }

  @Override
  public ExitCode run(String... arguments) throws IOException {
    ChatOptions options = Arguments.parse("parley chat", new ChatOptions(), arguments);
    if (options.setup.help) {
      out.write(usage());
      return ExitCode.OK;
    }
    screen.set(options);
    if (options.plain) {
      asking.plain();
    }
    boolean typed = source.isTyped();
    Config.Builder builder = setup.config(options.setup);
    options.budget.into(builder);
    Config config = builder.build();
    try (Models models = setup.models(config)) {
      ChatModel model = choice.open(models, options.model.address, typed, options.setup);
      try (Opened opened = opening.open(options, config, typed)) {
        Talk talk =
            new Talk(
                model,
                new WatchedStore(opened.chosen().store()),
                opened.chosen().id(),
                Optional.ofNullable(options.system),
                opened.noted());
        Undo.finish(talk);
        talk.dropKeptQuestion();
        if (typed) {
          Greeting.show(talk, opened, screen);
        }
        ExitCode code = talk(talk, options, config, models);
        return typed ? ExitCode.OK : code;
      }
    }
  }

  private ExitCode talk(Talk talk, ChatOptions options, Config config, Models models)
      throws IOException {
    News news = new News(talk, screen);
    SlashCommands commands =
        new SlashCommands(
            screen,
            List.of(
                new TalkCommands(talk, models, attachments, paths, screen).commands(),
                turns.commands(talk, news, screen),
                new SaveCommand(talk, paths, screen).commands(),
                new TokensCommand(talk, cancellation, screen).commands()));
    try (Lines lines = source.open(options, commands, config, models)) {
      return new ChatLoop(lines, talk, news, commands, asking, cancellation, screen).run();
    }
  }
}
