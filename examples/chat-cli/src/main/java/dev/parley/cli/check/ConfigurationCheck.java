package dev.parley.cli.check;

import dev.parley.Models;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.Surroundings;
import dev.parley.cli.setup.DeclaredSecrets;
import dev.parley.cli.setup.EnvFiles;
import dev.parley.cli.setup.Setup;
import dev.parley.cli.setup.SetupOptions;
import dev.parley.cli.setup.UserFolders;
import dev.parley.cli.usage.Metering;
import dev.parley.config.Config;
import dev.parley.config.ProviderSettings;
import dev.parley.config.Setting;
import dev.parley.config.SettingsSpec;
import dev.parley.error.ConfigurationException;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says which files are read, and which settings are wrong: all of them, not the first only. */
final class ConfigurationCheck {
  private static final String SUBJECT = "configuration";

  private final Surroundings surroundings;
  private final Setup setup;
  private final EnvFiles envFiles;
  private final UserFolders folders;
  private final Metering metering;
  private final CheckReport report;

  @Inject
  ConfigurationCheck(
      Surroundings surroundings,
      Setup setup,
      EnvFiles envFiles,
      UserFolders folders,
      Metering metering,
      CheckReport report) {
    this.surroundings = surroundings;
    this.setup = setup;
    this.envFiles = envFiles;
    this.folders = folders;
    this.metering = metering;
    this.report = report;
  }

  /** {@return the configuration, if it can be read at all} */
  Optional<Config> read(SetupOptions options) throws IOException {
    try {
      Config config = setup.config(options).build();
      List<String> read = files(options);
      if (read.isEmpty()) {
        report.note(SUBJECT, "there is no file; the environment alone counts");
      }
      for (String file : read) {
        report.good(SUBJECT, file);
      }
      return Optional.of(config);
    } catch (ConfigurationException e) {
      report.bad(SUBJECT, e);
      report.note(SUBJECT, "nothing else can be checked before that is mended");
      return Optional.empty();
    }
  }

  private List<String> files(SetupOptions options) {
    List<String> read = new ArrayList<>();
    folders
        .config()
        .ifPresent(
            folder -> {
              add(folder.resolve("keys.properties"), ", closed to others", read);
              add(folder.resolve("parley.properties"), "", read);
            });
    String named = surroundings.environment().getOrDefault("PARLEY_CONFIG", "");
    Path working = surroundings.workingFolder();
    if (options.config != null) {
      add(working.resolve(options.config), ", named by --config", read);
    } else if (!named.isEmpty()) {
      Path file = // As the library reads it.
          named.startsWith("~/")
              ? Path.of(System.getProperty("user.home", ""), named.substring(2))
              : Path.of(named);
      add(working.resolve(file), ", named by PARLEY_CONFIG", read);
    } else {
      add(working.resolve("parley.properties"), ", not trusted with more than the model", read);
    }
    envFiles.ofUser().ifPresent(file -> add(file, ", closed to others", read));
    if (options.envFile != null) {
      add(working.resolve(options.envFile), ", named by --env-file", read);
    }
    return read;
  }

  private static void add(Path file, String remark, List<String> read) {
    if (Files.exists(file)) {
      read.add(file + remark);
    }
  }

  /** Looks at each setting of each instance; what is secret is looked at where it is used. */
  void settings(Config config, Models models) throws IOException {
    for (String problem : models.problems()) {
      report.bad("providers", problem, ExitCode.CONFIGURATION);
    }
    forms(config.own());
    try {
      metering.check(config, models.installed());
    } catch (ConfigurationException e) {
      report.bad(SUBJECT, e);
    }
    Map<String, String> instances =
        DeclaredSecrets.of(models.installed(), config, surroundings.environment()).instances();
    for (Map.Entry<String, String> each : instances.entrySet()) {
      SettingsSpec spec = models.installed().get(each.getValue());
      if (spec == null) {
        report.bad(
            SUBJECT,
            "\""
                + each.getKey()
                + ".provider\" names \""
                + each.getValue()
                + "\", which is not installed; installed are "
                + String.join(", ", models.installed().keySet()),
            ExitCode.UNKNOWN_PROVIDER);
        continue;
      }
      try {
        forms(config.settings(each.getKey(), spec));
      } catch (ConfigurationException e) {
        report.bad(SUBJECT, e);
      }
    }
  }

  private void forms(ProviderSettings settings) throws IOException {
    for (Setting setting : settings.spec().all()) {
      try {
        if (settings.origin(setting.name()).isPresent()) {
          read(settings, setting);
        }
      } catch (ConfigurationException e) {
        report.bad(SUBJECT, e);
      }
    }
  }

  private static void read(ProviderSettings settings, Setting setting) {
    String name = setting.name();
    switch (setting.type()) {
      case TEXT -> settings.text(name);
      case SECRET -> settings.secret(name);
      case URL -> settings.url(name);
      case INTEGER -> settings.integer(name);
      case NUMBER -> settings.number(name);
      case BOOLEAN -> settings.flag(name);
      case DURATION -> settings.duration(name);
      case PATH -> settings.path(name);
      case CHOICE -> settings.choice(name);
    }
  }
}
