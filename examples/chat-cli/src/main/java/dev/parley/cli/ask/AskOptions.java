package dev.parley.cli.ask;

import dev.parley.cli.conversation.ConversationOptions;
import dev.parley.cli.setup.SetupOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What may be typed to ask once, and what was. */
@Command(
    name = "parley",
    sortOptions = false,
    description =
        "Asks a language model and streams its answer to stdout; everything else goes to stderr.",
    footer = {
      "",
      "What is piped in is data: PROMPT says what to do with it. Without PROMPT it is the prompt.",
      "",
      "Settings come from the user's parley.properties, the working folder's (model and sampling"
          + " only) and the environment, such as PARLEY_MODEL=openai:gpt-5-mini and"
          + " OPENAI_API_KEY; parley providers shows them all."
    })
final class AskOptions {
  @Parameters(
      paramLabel = "PROMPT",
      arity = "0..*",
      description = "The prompt; words are joined by spaces. Put -- before one that begins with -.")
  List<String> words = new ArrayList<>();

  @Option(
      names = {"-m", "--model"},
      paramLabel = "PROVIDER:MODEL",
      description = "The model to ask; wins over the configuration.")
  @Nullable String model;

  @Option(
      names = {"-s", "--system"},
      paramLabel = "TEXT",
      description = "The system message.")
  @Nullable String system;

  @Option(names = "--no-stream", description = "Print the answer when it is complete.")
  boolean noStream;

  @Mixin ConversationOptions conversation = new ConversationOptions();

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  boolean version;

  @Mixin SetupOptions setup = new SetupOptions();
}
