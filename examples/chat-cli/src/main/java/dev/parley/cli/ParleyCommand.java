package dev.parley.cli;

import dev.parley.cli.ask.AskCommand;
import dev.parley.cli.batch.BatchCommand;
import dev.parley.cli.chat.ChatCommand;
import dev.parley.cli.check.CheckCommand;
import dev.parley.cli.check.ModelsCommand;
import dev.parley.cli.check.ProvidersCommand;
import dev.parley.cli.completion.CompleteCommand;
import dev.parley.cli.completion.CompletionCommand;
import dev.parley.cli.keys.KeysCommand;
import dev.parley.cli.log.LogCommand;
import dev.parley.cli.process.Cancellation;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.Subcommand;
import dev.parley.cli.usage.UsageCommand;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs one command. The first word says which, if it is exactly a command's name; else all is a
 * prompt. Only the command that runs is made.
 */
final class ParleyCommand {
  /**
   * Only the shells' scripts call it, always as this and {@code --}; else it is a prompt's word.
   */
  private static final String COMPLETE = "complete";

  private final Provider<AskCommand> ask;
  private final Map<String, Provider<? extends Subcommand>> commands = new LinkedHashMap<>();
  private final Provider<CompleteCommand> complete;
  private final FailureReport report;
  private final Cancellation cancellation;

  @Inject
  ParleyCommand(
      Provider<AskCommand> ask,
      Provider<ChatCommand> chat,
      Provider<BatchCommand> batch,
      Provider<ProvidersCommand> providers,
      Provider<ModelsCommand> models,
      Provider<KeysCommand> keys,
      Provider<CheckCommand> check,
      Provider<LogCommand> log,
      Provider<UsageCommand> usage,
      Provider<CompletionCommand> completion,
      Provider<CompleteCommand> complete,
      FailureReport report,
      Cancellation cancellation) {
    this.ask = ask;
    commands.put("chat", chat);
    commands.put("batch", batch);
    commands.put("providers", providers);
    commands.put("models", models);
    commands.put("keys", keys);
    commands.put("check", check);
    commands.put("log", log);
    commands.put("usage", usage);
    commands.put("completion", completion);
    this.complete = complete;
    this.report = report;
    this.cancellation = cancellation;
  }

  /** {@return what the commands are called} */
  Set<String> names() {
    return commands.keySet();
  }

  /** {@return the exit code} Throws nothing. */
  int run(String... arguments) {
    try {
      return dispatch(arguments).number();
    } catch (IOException | RuntimeException | Error e) {
      return report.of(e, options(arguments)).number();
    } finally {
      cancellation.reported();
    }
  }

  private ExitCode dispatch(String... arguments) throws IOException {
    String first = arguments.length == 0 ? "" : arguments[0];
    if (commands.containsKey(first)) {
      return commands.get(first).get().run(Arrays.copyOfRange(arguments, 1, arguments.length));
    }
    if (first.equals(COMPLETE) && arguments.length > 1 && arguments[1].equals("--")) {
      return complete.get().run(commands, ask, Arrays.copyOfRange(arguments, 1, arguments.length));
    }
    return ask.get().run(arguments);
  }

  /** What was typed before the words that are none. */
  private static List<String> options(String... arguments) {
    List<String> all = List.of(arguments);
    int end = all.indexOf("--");
    return end < 0 ? all : all.subList(0, end);
  }
}
