package dev.parley.cli.log;

import dev.parley.cli.setup.SetupOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What may be typed behind {@code parley log}. */
final class LogOptions {
  private LogOptions() {}

  /** Before it is said what to do. */
  @Command(
      name = "parley log",
      customSynopsis = "parley log list|show|search|export|rm [OPTION…]",
      description = {
        "Looks at the conversations that are kept.",
        "",
        "list          the newest ones",
        "show [NAME]   what was said in one, by default the last",
        "search TEXT   finds a text in all of them",
        "export        writes them as JSON Lines",
        "rm NAME…      removes them",
        "",
        "See parley log COMMAND --help."
      })
  static final class All {
    @Option(
        names = {"-h", "--help"},
        usageHelp = true,
        description = "Show this.")
    boolean help;
  }

  @Command(
      name = "parley log list",
      sortOptions = false,
      description =
          "Lists the newest conversations: name, last change, number of messages, model, title.")
  static final class ForList {
    @Option(
        names = {"-n", "--count"},
        paramLabel = "COUNT",
        description = "How many; 0 is all. Default: ${DEFAULT-VALUE}.")
    int count = 20;

    @Option(names = "--json", description = "Print a line of JSON for each.")
    boolean json;

    @Mixin SetupOptions setup = new SetupOptions();
  }

  @Command(
      name = "parley log show",
      sortOptions = false,
      description = "Shows what was said in a conversation.")
  static final class ForShow {
    @Parameters(
        paramLabel = "NAME",
        arity = "0..1",
        description = "Which one; by default the last.")
    @Nullable String name;

    @Option(
        names = {"-n", "--count"},
        paramLabel = "TURNS",
        description = "Only the last turns: a question and all that followed it.")
    int count;

    @Option(names = "--json", description = "Print a line of JSON for each message, as it is kept.")
    boolean json;

    @Mixin SetupOptions setup = new SetupOptions();
  }

  @Command(
      name = "parley log search",
      sortOptions = false,
      description = {
        "Finds a text in all conversations, whatever its case. Prints for each line that has it the"
            + " conversation's name, the message's number, who said it and the line.",
        "Ends with code 17 if nothing was found."
      })
  static final class ForSearch {
    @Parameters(paramLabel = "TEXT", description = "What to look for.")
    String text = "";

    @Option(names = "--regex", description = "TEXT is a regular expression.")
    boolean regex;

    @Mixin SetupOptions setup = new SetupOptions();
  }

  @Command(
      name = "parley log export",
      sortOptions = false,
      description = "Writes conversations as JSON Lines, all of them or those that are named.")
  static final class ForExport {
    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Which ones.")
    List<String> names = new ArrayList<>();

    @Option(
        names = {"-o", "--output"},
        paramLabel = "FILE",
        description = "Where to, readable for its owner only; else to stdout.")
    @Nullable Path file;

    @Option(names = "--force", description = "Replace FILE if it exists.")
    boolean force;

    @Mixin SetupOptions setup = new SetupOptions();
  }

  @Command(
      name = "parley log rm",
      sortOptions = false,
      description = "Removes conversations for good. Asks first.")
  static final class ForRemove {
    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Which ones.")
    List<String> names = new ArrayList<>();

    @Option(names = "--all", description = "All of them.")
    boolean all;

    @Option(
        names = "--older-than",
        paramLabel = "AGE",
        description = "Those that were not changed for so long, as 30d, 12h or 90m.")
    @Nullable String olderThan;

    @Option(
        names = {"-y", "--yes"},
        description = "Do not ask; needed where there is no terminal.")
    boolean yes;

    @Mixin SetupOptions setup = new SetupOptions();
  }
}
