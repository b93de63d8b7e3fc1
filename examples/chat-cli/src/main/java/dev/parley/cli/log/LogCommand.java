package dev.parley.cli.log;

import dev.parley.cli.process.AnswerWriter;
import dev.parley.cli.process.Arguments;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.Subcommand;
import dev.parley.cli.process.UsageException;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Lists, shows, searches, exports and removes conversations. */
public final class LogCommand implements Subcommand {
  private final Map<String, Provider<? extends Subcommand>> commands = new LinkedHashMap<>();
  private final StoreWarnings warnings;
  private final AnswerWriter out;

  @Inject
  LogCommand(
      Provider<LogList> list,
      Provider<LogShow> show,
      Provider<LogSearch> search,
      Provider<LogExport> export,
      Provider<LogRemove> remove,
      StoreWarnings warnings,
      AnswerWriter out) {
    commands.put("list", list);
    commands.put("show", show);
    commands.put("search", search);
    commands.put("export", export);
    commands.put("rm", remove);
    this.warnings = warnings;
    this.out = out;
  }

  @Override
  public String usage() {
    return Arguments.usage(new LogOptions.All());
  }

  @Override
  public String usage(String next) {
    return commands.containsKey(next) ? commands.get(next).get().usage() : usage();
  }

  @Override
  public ExitCode run(String... arguments) throws IOException {
    String first = arguments.length == 0 ? "" : arguments[0];
    Provider<? extends Subcommand> command = commands.get(first);
    if (command == null) {
      if (Arguments.parse("parley log", new LogOptions.All(), arguments).help) {
        out.write(usage());
        return ExitCode.OK;
      }
      throw new UsageException(
          "parley log does one of " + String.join(", ", commands.keySet()) + "; see parley log -h");
    }
    StoreWarnings.Told told = warnings.tell();
    try {
      return command.get().run(Arrays.copyOfRange(arguments, 1, arguments.length));
    } finally {
      told.close();
    }
  }
}
