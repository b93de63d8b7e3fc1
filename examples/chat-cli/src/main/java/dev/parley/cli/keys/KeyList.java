package dev.parley.cli.keys;

import dev.parley.Models;
import dev.parley.cli.keys.KeyFile.Kind;
import dev.parley.cli.process.AnswerWriter;
import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.setup.DeclaredSecrets;
import dev.parley.cli.setup.DeclaredSecrets.Declared;
import dev.parley.cli.setup.EnvFiles;
import dev.parley.config.Config;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lists which keys are set, and where. Resolves nothing, so it cannot show one. */
final class KeyList {
  private final KeyFile file;
  private final KeyOrigin origins;
  private final AnswerWriter out;
  private final Diagnostics diagnostics;

  @Inject
  KeyList(KeyFile file, KeyOrigin origins, AnswerWriter out, Diagnostics diagnostics) {
    this.file = file;
    this.origins = origins;
    this.out = out;
    this.diagnostics = diagnostics;
  }

  /** Prints them. */
  void print(DeclaredSecrets secrets, Config config, Models models, EnvFiles.Read envFiles)
      throws IOException {
    Map<String, Kind> kept = file.kinds();
    boolean none = true;
    for (Declared key : secrets.all()) {
      Optional<String> origin = origins.winner(key, config, models);
      if (origin.isPresent()) {
        none = false;
        out.write(key.name() + "  ***  " + where(key, origin.get(), kept, envFiles) + "\n");
      }
    }
    file.names()
        .forEach(
            (line, name) -> {
              if (secrets.named(name).isEmpty()) {
                String told = KeyName.isShown(name) ? "\"" + name + "\"" : "a name";
                diagnostics.say(
                    file.path()
                        + ", line "
                        + line
                        + ", has "
                        + told
                        + ", which no installed provider knows; is it misspelt?");
              }
            });
    if (none) {
      diagnostics.note(
          "no key is set; parley keys set NAME keeps one of: "
              + String.join(", ", secrets.all().stream().map(Declared::name).toList()));
    }
  }

  private String where(
      Declared key, String origin, Map<String, Kind> kept, EnvFiles.Read envFiles) {
    Optional<Kind> kind = Optional.ofNullable(kept.get(key.name()));
    if (kind.isPresent() && origin.startsWith("in " + file.path())) {
      return kind.get() + " (" + file.path() + ")";
    }
    return envFiles.shown(origin, key.variable())
        + kind.map(lost -> ", which wins over " + lost).orElse("");
  }

  /** {@return the instances that have a key} */
  List<String> instancesWithKeys(DeclaredSecrets secrets, Config config, Models models) {
    List<String> instances = new ArrayList<>();
    for (Declared key : secrets.all()) {
      boolean set = origins.winner(key, config, models).isPresent();
      if (set && !instances.contains(key.instance())) {
        instances.add(key.instance());
      }
    }
    return instances;
  }
}
