package dev.parley.cli.check;

import dev.parley.Models;
import dev.parley.cli.process.AnswerWriter;
import dev.parley.cli.process.Arguments;
import dev.parley.cli.process.ControlCharacters;
import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.Subcommand;
import dev.parley.cli.process.Surroundings;
import dev.parley.cli.process.UsageException;
import dev.parley.cli.setup.DeclaredSecrets;
import dev.parley.cli.setup.Setup;
import dev.parley.config.Config;
import dev.parley.config.NearestName;
import dev.parley.config.ProviderSettings;
import dev.parley.config.Setting;
import dev.parley.config.SettingsSpec;
import dev.parley.error.ConfigurationException;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Lists the providers, their instances and what can be set for each. Of the configuration it reads
 * the names of instances only, so it shows no value.
 */
public final class ProvidersCommand implements Subcommand {
  private static final String OWN = "parley";

  private final Surroundings surroundings;
  private final Setup setup;
  private final AnswerWriter out;
  private final Diagnostics diagnostics;

  @Inject
  ProvidersCommand(
      Surroundings surroundings, Setup setup, AnswerWriter out, Diagnostics diagnostics) {
    this.surroundings = surroundings;
    this.setup = setup;
    this.out = out;
    this.diagnostics = diagnostics;
  }

  @Override
  public String usage() {
    return Arguments.usage(new ProvidersOptions());
  }

  @Override
  public ExitCode run(String... arguments) throws IOException {
    ProvidersOptions options =
        Arguments.parse("parley providers", new ProvidersOptions(), arguments);
    out.write(options.setup.help ? usage() : list(options));
    return ExitCode.OK;
  }

  private String list(ProvidersOptions options) throws IOException {
    Config config = config(options);
    try (Models models = setup.models(config);
        ListingJson json = new ListingJson()) {
      models.problems().forEach(diagnostics::say);
      if (models.installed().isEmpty()) {
        diagnostics.say("there is no provider on the class path");
      }
      Map<String, String> listed = listed(options.names, config, models);
      Config empty = Config.of(Map.of());
      StringBuilder text = new StringBuilder();
      for (Map.Entry<String, String> each : listed.entrySet()) {
        String name = each.getKey();
        boolean own = name.equals(OWN);
        SettingsSpec spec =
            own
                ? empty.own().spec()
                : models.installed().getOrDefault(each.getValue(), SettingsSpec.of());
        ProviderSettings names = own ? empty.own() : empty.settings(name, spec);
        if (options.json) {
          json.settings(name, each.getValue(), spec, names);
        } else {
          describe(name, each.getValue(), spec, names, text);
        }
      }
      return options.json ? json.end() + "\n" : text.toString();
    }
  }

  /** What is wrong with the configuration hides nothing but instances. */
  private Config config(ProvidersOptions options) {
    try {
      return setup.config(options.setup).build();
    } catch (ConfigurationException e) {
      diagnostics.say("without instances, for the configuration is wrong: " + e.getMessage());
      return Config.of(Map.of());
    }
  }

  /** What to list, by name: the provider of each. */
  private Map<String, String> listed(List<String> wanted, Config config, Models models) {
    Map<String, String> all =
        new LinkedHashMap<>(
            DeclaredSecrets.of(models.installed(), config, surroundings.environment()).instances());
    all.put(OWN, OWN);
    if (wanted.isEmpty()) {
      return all;
    }
    Map<String, String> chosen = new LinkedHashMap<>();
    for (String name : wanted) {
      String provider = all.get(name);
      if (provider == null) {
        throw new UsageException(
            "No provider or instance \""
                + name
                + "\"."
                + NearestName.suggestion(name, all.keySet())
                + " Found: "
                + String.join(", ", all.keySet()));
      }
      chosen.put(name, provider);
    }
    return chosen;
  }

  private static void describe(
      String name, String provider, SettingsSpec spec, ProviderSettings names, StringBuilder text) {
    text.append(name);
    if (name.equals(OWN)) {
      text.append(" (Parley's own settings)");
    } else if (!name.equals(provider)) {
      text.append(" (an instance of ").append(provider).append(')');
    }
    text.append(spec.all().isEmpty() ? " (no settings)\n" : "\n");
    for (Setting setting : spec.all()) {
      String full = name.equals(OWN) ? setting.name() : names.fullName(setting.name());
      text.append("  ").append(full);
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
