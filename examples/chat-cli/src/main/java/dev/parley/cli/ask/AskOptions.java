package dev.parley.cli.ask;

import dev.parley.cli.conversation.ConversationOptions;
import dev.parley.cli.money.BudgetOptions;
import dev.parley.cli.setup.ModelOption;
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

  @Mixin ModelOption model = new ModelOption();

  @Option(
      names = {"-s", "--system"},
      paramLabel = "TEXT",
      description = "The system message.")
  @Nullable String system;

  @Option(
      names = {"-a", "--attach"},
      paramLabel = "FILE",
      description =
          "Attach a file: text, an image, sound or a PDF; or the http or data address of an image;"
              + " - is what is piped in.")
  List<String> attached = new ArrayList<>();

  @Option(
      names = {"-t", "--template"},
      paramLabel = "NAME",
      description = "Fill in a template: one of yours, or a file.")
  @Nullable String template;

  @Option(
      names = {"-v", "--var"},
      paramLabel = "NAME=VALUE",
      description = "A variable of the template.")
  List<String> variables = new ArrayList<>();

  @Option(
      names = "--schema",
      paramLabel = "SCHEMA",
      description =
          "Ask for JSON of a form, and check it: a JSON schema's file, or as \"name, age int\".")
  @Nullable String schema;

  @Option(
      names = {"-o", "--option"},
      paramLabel = "NAME=VALUE",
      description =
          "A setting of the request, as temperature=0; PROVIDER.NAME=VALUE is what only one"
              + " provider has.")
  List<String> options = new ArrayList<>();

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "Give up when the whole takes longer, as 30s or 5m.")
  @Nullable String timeout;

  @Option(names = "--no-stream", description = "Print the answer when it is complete.")
  boolean noStream;

  @Option(
      names = "--json",
      description = "Print the answer with all that is known of it, as a line of JSON; errors too.")
  boolean json;

  @Option(names = "--plain", description = "Do not style Markdown on a terminal.")
  boolean plain;

  @Option(
      names = {"-u", "--usage"},
      description = "Say on stderr what the answer took, and what that cost.")
  boolean usage;

  @Mixin BudgetOptions budget = new BudgetOptions();

  @Mixin ConversationOptions conversation = new ConversationOptions();

  @Option(
      names = "--dry-run",
      description = "Print what would be sent, and to whom; send and keep nothing.")
  boolean dryRun;

  @Option(names = "--debug-http", description = "Show on stderr what goes over the wire, but keys.")
  boolean debugHttp;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  boolean version;

  @Mixin SetupOptions setup = new SetupOptions();
}
