package dev.parley.cli.chat;

import dev.parley.Models;
import dev.parley.cli.process.AnswerWriter;
import dev.parley.cli.process.Cancellation;
import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.process.Surroundings;
import dev.parley.cli.setup.UserFolders;
import dev.parley.config.Config;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.Optional;
import java.util.TreeSet;

/** Finds out whether a person types, and opens what reads the lines. */
final class LineSource {
  private final Surroundings surroundings;
  private final UserFolders folders;
  private final Paths paths;
  private final AnswerWriter out;
  private final Cancellation cancellation;
  private final Diagnostics diagnostics;

  @Inject
  LineSource(
      Surroundings surroundings,
      UserFolders folders,
      Paths paths,
      AnswerWriter out,
      Cancellation cancellation,
      Diagnostics diagnostics) {
    this.surroundings = surroundings;
    this.folders = folders;
    this.paths = paths;
    this.out = out;
    this.cancellation = cancellation;
    this.diagnostics = diagnostics;
  }

  /** {@return whether a person types and sees what is answered} */
  boolean isTyped() {
    return surroundings.inIsTerminal() && surroundings.outIsTerminal();
  }

  /** {@return the lines, to be closed} Only for a person JLine is loaded. */
  Lines open(ChatOptions options, SlashCommands commands, Config config, Models models)
      throws IOException {
    if (!isTyped()) {
      return new PipedLines(surroundings.in());
    }
    if (surroundings.environment().getOrDefault("TERM", "dumb").equals("dumb") && !onWindows()) {
      return new PlainTerminalLines(surroundings.in(), out, cancellation::cancelCall);
    }
    Optional<HistoryFile> file =
        options.noHistory
            ? Optional.empty()
            : folders.state().map(state -> new HistoryFile(state.resolve("chat-history")));
    TreeSet<String> addresses = new TreeSet<>();
    config.model().ifPresent(addresses::add);
    config.instances().forEach(instance -> addresses.add(instance + ":"));
    models.installed().keySet().forEach(provider -> addresses.add(provider + ":"));
    return new TerminalLines(
        new TypedHistory(file, diagnostics),
        new ChatCompleter(commands.names(), addresses, paths),
        cancellation::cancelCall);
  }

  /** Where terminals have no such variable. */
  private static boolean onWindows() {
    return System.getProperty("os.name", "").startsWith("Windows");
  }
}
