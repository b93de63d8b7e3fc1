package dev.parley.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.UnmatchedArgumentException;

/** What may be typed, and what was. */
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
          + " OPENAI_API_KEY; --list shows them all."
    })
final class Options {
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

  @Option(names = "--list", description = "List the providers and their settings.")
  boolean list;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Read this file, and trust it, instead of the working folder's.")
  @Nullable Path config;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this.")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  boolean version;

  /**
   * {@return the options of a command line}
   *
   * @throws UsageException if it makes no sense
   */
  static Options parse(String... arguments) {
    Options options = new Options();
    try {
      // A prompt may well begin with @, which picocli would take for a file of arguments.
      new CommandLine(options).setExpandAtFiles(false).parseArgs(arguments);
    } catch (UnmatchedArgumentException e) {
      throw new UsageException(
          e.getMessage() + "; see parley --help, and put -- before a prompt that begins with -");
    } catch (ParameterException e) {
      throw new UsageException(e.getMessage() + "; see parley --help");
    }
    return options;
  }

  /** {@return the help text} */
  static String usage() {
    CommandLine line = new CommandLine(new Options());
    line.getCommandSpec()
        .usageMessage()
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(ExitCode.table());
    return line.getUsageMessage(CommandLine.Help.Ansi.OFF);
  }
}
