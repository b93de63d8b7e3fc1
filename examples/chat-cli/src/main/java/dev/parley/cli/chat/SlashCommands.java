package dev.parley.cli.chat;

import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.UsageException;
import dev.parley.config.NearestName;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The commands by their names. */
final class SlashCommands {
  static final String HELP = "/help";
  static final String EXIT = "/exit";

  private static final int COLUMN = 22;

  private final Map<String, SlashCommand> commands = new LinkedHashMap<>();
  private boolean over;

  SlashCommands(Screen screen, List<List<SlashCommand>> groups) {
    groups.forEach(group -> group.forEach(this::add));
    add(
        new SlashCommand(
            HELP,
            "",
            "Show this.",
            argument -> {
              screen.result(help());
              return ExitCode.OK;
            }));
    add(
        new SlashCommand(
            EXIT,
            "",
            "End the chat, as Ctrl-D does.",
            argument -> {
              over = true;
              return ExitCode.OK;
            }));
  }

  private void add(SlashCommand command) {
    commands.put(command.name(), command);
  }

  /** {@return whether the line is a command: it begins with one slash and is the only line} */
  static boolean isCommand(String line) {
    return line.startsWith("/") && !line.startsWith("//") && line.indexOf('\n') < 0;
  }

  /** {@return the text that a line stands for that is no command} */
  static String text(String line) {
    return line.startsWith("//") && line.indexOf('\n') < 0 ? line.substring(1) : line;
  }

  List<String> names() {
    return List.copyOf(commands.keySet());
  }

  /** {@return whether the chat is to end} */
  boolean isOver() {
    return over;
  }

  /** {@return how the command went} Throws as {@link SlashCommand.Action#run}. */
  ExitCode run(String line) throws IOException {
    int end = 0;
    while (end < line.length() && !Character.isWhitespace(line.charAt(end))) {
      end++;
    }
    String name = line.substring(0, end);
    SlashCommand command = commands.get(name);
    if (command == null) {
      throw new UsageException(
          "there is no command "
              + Screen.brief(name)
              + "."
              + NearestName.suggestion(name, commands.keySet())
              + " /help lists them; // begins a message with a slash");
    }
    String argument = line.substring(end).strip();
    if (command.parameter().isEmpty() && !argument.isEmpty()) {
      throw new UsageException(name + " stands alone; leave out what follows it");
    }
    return command.action().run(argument);
  }

  private String help() {
    StringBuilder text = new StringBuilder();
    for (SlashCommand command : commands.values()) {
      String form = (command.name() + " " + command.parameter()).strip();
      text.append(form).append(" ".repeat(Math.max(1, COLUMN - form.length())));
      text.append(command.help()).append('\n');
    }
    return text.append(
            """

            A line that ends with \\ goes on with the next; so does \"""…\""", and Alt-Enter.
            // begins a message with a slash. Ctrl-C gives up an answer, or what is being typed.
            """)
        .toString();
  }
}
