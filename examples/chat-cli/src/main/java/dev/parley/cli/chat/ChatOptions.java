package dev.parley.cli.chat;

import dev.parley.cli.conversation.ConversationOptions;
import dev.parley.cli.money.BudgetOptions;
import dev.parley.cli.setup.ModelOption;
import dev.parley.cli.setup.SetupOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What may be typed to begin a chat, and what was. */
@Command(
    name = "parley chat",
    sortOptions = false,
    description = {
      "Talks with a model: each line is a message, and the answers are streamed to stdout.",
      "",
      "Lines that begin with a slash are commands; /help lists them. Ctrl-C gives up an answer,"
          + " Ctrl-D ends the chat. After a crash the next chat goes on where it was.",
      "",
      "Where stdin or stdout is no terminal, each line of stdin is a message, and the exit code is"
          + " that of the last one that failed."
    })
final class ChatOptions {
  @Mixin ModelOption model = new ModelOption();

  @Option(
      names = {"-s", "--system"},
      paramLabel = "TEXT",
      description = "The system message.")
  @Nullable String system;

  @Mixin ConversationOptions conversation = new ConversationOptions();

  @Mixin BudgetOptions budget = new BudgetOptions();

  @Option(names = "--plain", description = "Do not style Markdown on the terminal.")
  boolean plain;

  @Option(
      names = "--no-history",
      description = "Neither read nor keep what is typed for the arrow keys.")
  boolean noHistory;

  @Mixin SetupOptions setup = new SetupOptions();
}
