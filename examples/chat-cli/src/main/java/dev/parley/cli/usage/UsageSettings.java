package dev.parley.cli.usage;

import dev.parley.cli.money.Budget;
import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.setup.UserFolders;
import dev.parley.config.Config;
import dev.parley.config.ProviderSettings;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import jakarta.inject.Inject;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the settings say about the log and the budget. */
final class UsageSettings {
  private static final String LOG = "usage-log";
  private static final String BUDGET = "budget";

  private final UserFolders folders;
  private final Diagnostics diagnostics;

  @Inject
  UsageSettings(UserFolders folders, Diagnostics diagnostics) {
    this.folders = folders;
    this.diagnostics = diagnostics;
  }

  /**
   * {@return the log, unless there is to be none, or there is no place for it}
   *
   * @throws ConfigurationException if the setting makes no sense
   */
  Optional<UsageLog> log(Config config) {
    ProviderSettings own = config.own();
    String said = own.text(LOG).orElse("on").strip();
    return switch (said) {
      case "off" -> Optional.empty();
      case "on" -> folders.state().map(state -> log(state.resolve("usage.csv")));
      default -> Optional.of(log(path(own, said)));
    };
  }

  private UsageLog log(Path file) {
    return new UsageLog(file, diagnostics::note);
  }

  private static Path path(ProviderSettings own, String said) {
    try {
      Path path =
          said.startsWith("~/")
              ? Path.of(System.getProperty("user.home", ""), said.substring(2))
              : Path.of(said);
      if (path.isAbsolute()) {
        return path;
      }
    } catch (InvalidPathException e) {
      // As below.
    }
    throw own.invalid(LOG, "on, off, or a file's whole path, such as ~/usage.csv");
  }

  /** {@return whether prompts are logged too} */
  boolean prompts(Config config) {
    return config.own().flag("usage-prompts");
  }

  /**
   * {@return what may be spent, if that is limited}
   *
   * @throws ConfigurationException if the setting makes no sense, or nothing is logged
   */
  Optional<Budget> budget(Config config, Optional<UsageLog> log) {
    ProviderSettings own = config.own();
    Optional<String> said = own.text(BUDGET).map(String::strip);
    if (said.isEmpty() || said.get().equals("off")) {
      return Optional.empty();
    }
    Budget budget;
    try {
      budget = Budget.parse(said.get());
    } catch (IllegalArgumentException e) {
      throw own.invalid(BUDGET, Budget.FORM + "; or off");
    }
    if (log.isEmpty()) {
      throw new ConfigurationException(
          Kind.INVALID_VALUE,
          "Setting \"budget\" needs the usage log, by which it knows what was spent; set"
              + " \"usage-log\" to on or to a file's whole path",
          BUDGET,
          List.of(),
          null);
    }
    return Optional.of(budget);
  }
}
