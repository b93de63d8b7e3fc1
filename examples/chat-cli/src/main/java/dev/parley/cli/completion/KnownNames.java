package dev.parley.cli.completion;

import dev.parley.Models;
import dev.parley.cli.conversation.StoreDoor;
import dev.parley.cli.setup.Setup;
import dev.parley.cli.setup.SetupOptions;
import dev.parley.cli.setup.UserFolders;
import dev.parley.config.Config;
import dev.parley.config.Setting;
import dev.parley.config.SettingsSpec;
import dev.parley.store.ConversationPage;
import dev.parley.store.ConversationStore;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Names that are known on this machine; nothing here asks a model's server. */
final class KnownNames {
  private static final String LOCAL = "llama-local";

  /** Who has more conversations types more of the name; a shell asks before it shows so many. */
  private static final int MOST_CONVERSATIONS = 1000;

  private final Setup setup;
  private final StoreDoor door;
  private final UserFolders folders;

  @Inject
  KnownNames(Setup setup, StoreDoor door, UserFolders folders) {
    this.setup = setup;
    this.door = door;
    this.folders = folders;
  }

  /** The configured models, the local ones, and what stands before the colon of all others. */
  List<String> models() {
    Config config = config();
    List<String> found = new ArrayList<>();
    config
        .model()
        .ifPresent(all -> List.of(all.split("\\|", -1)).forEach(one -> found.add(one.strip())));
    try (Models models = setup.models(config)) {
      instances(config, models).forEach(instance -> found.add(instance + ":"));
      SettingsSpec local = models.installed().get(LOCAL);
      if (local != null) {
        config
            .settings(LOCAL, local)
            .path("models-folder")
            .ifPresent(folder -> files(folder, ".gguf").forEach(f -> found.add(LOCAL + ":" + f)));
      }
    }
    return found;
  }

  /** The providers, and the instances that are configured. */
  List<String> instances() {
    Config config = config();
    try (Models models = setup.models(config)) {
      return instances(config, models);
    }
  }

  private static List<String> instances(Config config, Models models) {
    List<String> names = new ArrayList<>(models.installed().keySet());
    names.addAll(config.instances());
    return names;
  }

  /** The settings that are keys. */
  List<String> secrets() {
    Config config = config();
    List<String> names = new ArrayList<>();
    try (Models models = setup.models(config)) {
      for (String instance : instances(config, models)) {
        String provider = config.providerOf(instance).orElse(instance);
        SettingsSpec spec = models.installed().getOrDefault(provider, SettingsSpec.of());
        for (Setting setting : spec.all()) {
          if (setting.secret()) {
            names.add(instance + "." + setting.name());
          }
        }
      }
    }
    return names;
  }

  List<String> conversations() {
    Config config = config();
    if (!door.address(config).orElse("").startsWith("file:")) {
      return List.of(); // Another store may be on another machine, and slow.
    }
    List<String> names = new ArrayList<>();
    try (ConversationStore store = door.open(config)) {
      Optional<String> from = Optional.empty();
      do {
        ConversationPage page = store.list(from, MOST_CONVERSATIONS);
        page.conversations().forEach(info -> names.add(info.id().text()));
        from = page.next();
      } while (from.isPresent() && names.size() < MOST_CONVERSATIONS);
    }
    return names;
  }

  List<String> templates() {
    List<String> names = new ArrayList<>();
    folders
        .config()
        .ifPresent(
            folder -> {
              for (String ending : List.of(".txt", ".md")) {
                files(folder.resolve("templates"), ending)
                    .forEach(f -> names.add(f.substring(0, f.length() - ending.length())));
              }
            });
    return names;
  }

  private Config config() {
    return setup.config(new SetupOptions()).build();
  }

  private static List<String> files(Path folder, String ending) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(f -> f.endsWith(ending))
          .toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of(); // One that may not be read has nothing to offer.
    }
  }
}
