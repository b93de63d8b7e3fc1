package dev.parley.cli.process;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reads what was typed into the annotated fields of options. */
public final class Arguments {
  private Arguments() {}

  /**
   * {@return the options, filled in}
   *
   * @param command as it is called, such as {@code parley chat}
   * @throws UsageException if they make no sense
   */
  public static <T> T parse(String command, T options, String... arguments) {
    try {
      // A prompt may well begin with @, which picocli would take for a file of arguments.
      new CommandLine(options).setExpandAtFiles(false).parseArgs(arguments);
      return options;
    } catch (UnmatchedArgumentException e) {
      throw new UsageException(
          e.getMessage()
              + "; see "
              + command
              + " --help, and put -- before words that begin with -");
    } catch (ParameterException e) {
      if (String.valueOf(e.getMessage())
          .contains("InvalidPathException")) { // It is no cause of it.
        throw new UsageException(
            e.getArgSpec().paramLabel()
                + named(e.getArgSpec())
                + " is no path that this process can use; if it has other letters than ASCII, use a"
                + " UTF-8 locale, such as LC_ALL=C.UTF-8");
      }
      throw new UsageException(e.getMessage() + "; see " + command + " --help");
    }
  }

  private static String named(ArgSpec argument) {
    return argument instanceof OptionSpec option ? " of " + option.longestName() : "";
  }

  /** {@return the help text of options, with the exit codes} */
  public static String usage(Object options) {
    return usage(new CommandLine(options));
  }

  /** {@return the help text of options, with the commands there are and the exit codes} */
  public static String usage(Object options, Map<String, String> commands) {
    CommandLine line = new CommandLine(options);
    Map<String, IHelpSectionRenderer> sections = line.getHelpSectionMap();
    sections.put(
        UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING,
        help -> "%nCommands, each with a --help of its own:%n".formatted());
    sections.put(
        UsageMessageSpec.SECTION_KEY_COMMAND_LIST,
        help -> help.createTextTable(commands).toString());
    return usage(line);
  }

  private static String usage(CommandLine line) {
    line.getCommandSpec()
        .usageMessage()
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(ExitCode.table());
    return line.getUsageMessage(CommandLine.Help.Ansi.OFF);
  }
}
