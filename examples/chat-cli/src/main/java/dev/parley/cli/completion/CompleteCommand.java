package dev.parley.cli.completion;

import dev.parley.cli.ask.RequestOptions;
import dev.parley.cli.ask.Templates;
import dev.parley.cli.process.AnswerWriter;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.Subcommand;
import dev.parley.cli.setup.Setup;
import dev.parley.error.ParleyException;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * {@code parley complete -- WORD…}, called by the shells' scripts: prints what the last word may
 * become, a line each. What cannot be found out is left out in silence: the line that somebody
 * types in is no place for messages.
 */
public final class CompleteCommand {
  private static final List<String> LOG = List.of("list", "show", "search", "export", "rm");
  private static final List<String> KEYS = List.of("set", "list", "rm", "test");
  private static final List<String> GROUPS = List.of("day", "week", "month", "model", "provider");
  private static final List<String> SHELLS = List.of("bash", "zsh");

  private final KnownNames names;
  private final Templates templates;
  private final AnswerWriter out;

  @Inject
  CompleteCommand(KnownNames names, Templates templates, AnswerWriter out) {
    this.names = names;
    this.templates = templates;
    this.out = out;
  }

  /**
   * Completes words.
   *
   * @param commands by their names; of these only the one that is typed is made
   * @param prompt the command that runs where none is named
   */
  public ExitCode run(
      Map<String, Provider<? extends Subcommand>> commands,
      Provider<? extends Subcommand> prompt,
      String... arguments)
      throws IOException {
    List<String> words = Arrays.asList(arguments);
    if (!words.isEmpty() && words.get(0).equals("--")) {
      words = words.subList(1, words.size());
    }
    if (!words.isEmpty()) {
      String current = words.get(words.size() - 1);
      StringBuilder text = new StringBuilder();
      for (String candidate : new TreeSet<>(candidates(words, commands, prompt))) {
        if (candidate.startsWith(current) && candidate.chars().noneMatch(Character::isISOControl)) {
          text.append(candidate).append('\n');
        }
      }
      out.write(text.toString());
    }
    return ExitCode.OK;
  }

  private List<String> candidates(
      List<String> words,
      Map<String, Provider<? extends Subcommand>> commands,
      Provider<? extends Subcommand> prompt) {
    String current = words.get(words.size() - 1);
    List<String> before = words.subList(0, words.size() - 1);
    String command = before.isEmpty() || !commands.containsKey(before.get(0)) ? "" : before.get(0);
    if (before.contains("--")) {
      return List.of();
    }
    int equals = current.startsWith("--") ? current.indexOf('=') : -1;
    if (equals > 0) {
      String option = current.substring(0, equals);
      return values(command, option).stream().map(value -> option + "=" + value).toList();
    }
    String last = before.isEmpty() ? "" : before.get(before.size() - 1);
    String owner = command.equals("log") && before.size() > 1 ? "log " + before.get(1) : command;
    if (last.startsWith("-") && takesValue(last, owner, commands, prompt)) {
      return values(owner, last);
    } else if (current.startsWith("-")) {
      return HelpOptions.names(usage(owner, commands, prompt));
    } else if (before.isEmpty()) {
      return List.copyOf(commands.keySet());
    }
    return operands(command, before);
  }

  /** Each of these is named by a command whose help cannot be asked for what it means. */
  private List<String> values(String command, String option) {
    return switch (option) {
      case "-m", "--model" -> known(names::models);
      case "--conversation" -> known(names::conversations);
      case "--guard" -> Setup.GUARD_MODES;
      case "-t", "--template" -> templates.names();
      case "-o", "--option" ->
          List.of("", "chat", "batch").contains(command) ? assignments() : List.of();
      case "--by" -> GROUPS;
      default -> List.of();
    };
  }

  private static List<String> assignments() {
    return RequestOptions.OWN.stream().map(name -> name + "=").toList();
  }

  private List<String> operands(String command, List<String> before) {
    boolean first = before.size() == 1;
    return switch (command) {
      case "completion" -> first ? SHELLS : List.of();
      case "log" -> first ? LOG : logged(before.get(1));
      case "keys" -> first ? KEYS : known(names::secrets);
      case "check", "models", "providers" -> known(names::instances);
      default -> List.of();
    };
  }

  private List<String> logged(String action) {
    return List.of("show", "export", "rm").contains(action)
        ? known(names::conversations)
        : List.of();
  }

  private static boolean takesValue(
      String option,
      String owner,
      Map<String, Provider<? extends Subcommand>> commands,
      Provider<? extends Subcommand> prompt) {
    return HelpOptions.takesValue(usage(owner, commands, prompt), option);
  }

  private static String usage(
      String owner,
      Map<String, Provider<? extends Subcommand>> commands,
      Provider<? extends Subcommand> prompt) {
    int space = owner.indexOf(' ');
    Provider<? extends Subcommand> command =
        commands.get(space < 0 ? owner : owner.substring(0, space));
    if (command == null) {
      return prompt.get().usage();
    }
    return space < 0 ? command.get().usage() : command.get().usage(owner.substring(space + 1));
  }

  private static List<String> known(Supplier<List<String>> source) {
    try {
      return source.get();
    } catch (ParleyException e) {
      return List.of(); // As above: whoever runs the command is told.
    }
  }
}
