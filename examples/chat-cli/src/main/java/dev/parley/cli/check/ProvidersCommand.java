package dev.parley.cli.check;

import dev.parley.Models;
import dev.parley.cli.process.AnswerWriter;
import dev.parley.cli.process.Arguments;
import dev.parley.cli.process.ControlCharacters;
import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.Subcommand;
import dev.parley.config.Config;
import dev.parley.config.ProviderSettings;
import dev.parley.config.Setting;
import dev.parley.config.SettingsSpec;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the providers and what can be set for each. Reads no configuration, so shows no value. */
public final class ProvidersCommand implements Subcommand {
  /** What may be typed. */
  @Command(
      name = "parley providers",
      description = "Lists the providers, and what can be set for each.")
  static final class Options {
    @Option(
        names = {"-h", "--help"},
        usageHelp = true,
        description = "Show this.")
    boolean help;
  }

  private final Supplier<Models.Builder> door;
  private final AnswerWriter out;
  private final Diagnostics diagnostics;

  @Inject
  ProvidersCommand(Supplier<Models.Builder> door, AnswerWriter out, Diagnostics diagnostics) {
    this.door = door;
    this.out = out;
    this.diagnostics = diagnostics;
  }

  @Override
  public String usage() {
    return Arguments.usage(new Options());
  }

  @Override
  public ExitCode run(String... arguments) throws IOException {
    Options options = Arguments.parse("parley providers", new Options(), arguments);
    out.write(options.help ? usage() : list());
    return ExitCode.OK;
  }

  private String list() {
    Config empty = Config.of(Map.of());
    StringBuilder text = new StringBuilder();
    try (Models models = door.get().config(empty).build()) {
      models.problems().forEach(diagnostics::say);
      if (models.installed().isEmpty()) {
        diagnostics.say("there is no provider on the class path");
      }
      models.installed().forEach((id, spec) -> describe(id, spec, empty.settings(id, spec), text));
    }
    return text.toString();
  }

  private static void describe(
      String id, SettingsSpec spec, ProviderSettings names, StringBuilder text) {
    text.append(id).append(spec.all().isEmpty() ? " (no settings)\n" : "\n");
    for (Setting setting : spec.all()) {
      text.append("  ").append(names.fullName(setting.name()));
      text.append("  ").append(names.environmentName(setting.name()));
      text.append("  ").append(form(setting)).append('\n');
      text.append("      ").append(ControlCharacters.oneLine(setting.help())).append('\n');
    }
  }

  private static String form(Setting setting) {
    String type =
        setting.choices().isEmpty()
            ? setting.type().name().toLowerCase(Locale.ROOT)
            : String.join(" or ", setting.choices());
    return type + setting.defaultValue().map(value -> ", default " + value).orElse("");
  }
}
