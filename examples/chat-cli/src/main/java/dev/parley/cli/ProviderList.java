package dev.parley.cli;

import dev.parley.Models;
import dev.parley.config.Config;
import dev.parley.config.ProviderSettings;
import dev.parley.config.Setting;
import dev.parley.config.SettingsSpec;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Lists the providers and what can be set for each. Reads no configuration, so shows no value. */
final class ProviderList {
  private final Supplier<Models.Builder> door;
  private final AnswerWriter out;
  private final Diagnostics diagnostics;

  @Inject
  ProviderList(Supplier<Models.Builder> door, AnswerWriter out, Diagnostics diagnostics) {
    this.door = door;
    this.out = out;
    this.diagnostics = diagnostics;
  }

  ExitCode print() throws IOException {
    Config empty = Config.of(Map.of());
    try (Models models = door.get().config(empty).build()) {
      models.problems().forEach(diagnostics::say);
      if (models.installed().isEmpty()) {
        diagnostics.say("there is no provider on the class path");
      }
      StringBuilder text = new StringBuilder();
      models.installed().forEach((id, spec) -> describe(id, spec, empty.settings(id, spec), text));
      out.write(text.toString());
    }
    return ExitCode.OK;
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
