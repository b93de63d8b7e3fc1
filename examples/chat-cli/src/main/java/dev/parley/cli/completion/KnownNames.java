package dev.parley.cli.completion;

import dev.parley.Models;
import dev.parley.cli.conversation.InParts;
import dev.parley.cli.conversation.StoreDoor;
import dev.parley.cli.process.Surroundings;
import dev.parley.cli.setup.DeclaredSecrets;
import dev.parley.cli.setup.DeclaredSecrets.Declared;
import dev.parley.cli.setup.Setup;
import dev.parley.cli.setup.SetupOptions;
import dev.parley.config.Config;
import dev.parley.config.SettingsSpec;
import dev.parley.store.ConversationInfo;
import dev.parley.store.ConversationStore;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Names that are known on this machine; nothing here asks a model's server. */
final class KnownNames {
  private static final String LOCAL = "llama-local";
  private static final String MODEL_FILE = ".gguf";

  /** Who has more conversations types more of the name; a shell asks before it shows so many. */
  private static final int MOST_CONVERSATIONS = 1000;

  private final Setup setup;
  private final StoreDoor door;
  private final Surroundings surroundings;

  @Inject
  KnownNames(Setup setup, StoreDoor door, Surroundings surroundings) {
    this.setup = setup;
    this.door = door;
    this.surroundings = surroundings;
  }

  /** The configured models, the local ones, and what stands before the colon of all others. */
  List<String> models() {
    Config config = config();
    List<String> found = new ArrayList<>();
    config
        .model()
        .ifPresent(all -> List.of(all.split("\\|", -1)).forEach(one -> found.add(one.strip())));
    try (Models models = setup.models(config)) {
      declared(config, models).instances().keySet().forEach(each -> found.add(each + ":"));
      SettingsSpec local = models.installed().get(LOCAL);
      if (local != null) {
        config
            .settings(LOCAL, local)
            .path("models-folder")
            .ifPresent(folder -> files(folder).forEach(f -> found.add(LOCAL + ":" + f)));
      }
    }
    return found;
  }

  /** The providers, and the instances that are set up. */
  List<String> instances() {
    return List.copyOf(declared().instances().keySet());
  }

  /** The settings that are keys. */
  List<String> secrets() {
    return declared().all().stream().map(Declared::name).toList();
  }

  private DeclaredSecrets declared() {
    Config config = config();
    try (Models models = setup.models(config)) {
      return declared(config, models);
    }
  }

  private DeclaredSecrets declared(Config config, Models models) {
    return DeclaredSecrets.of(models.installed(), config, surroundings.environment());
  }

  List<String> conversations() {
    Config config = config();
    if (!door.address(config).orElse("").startsWith("file:")) {
      return List.of(); // Another store may be on another machine, and slow.
    }
    List<String> names = new ArrayList<>();
    try (ConversationStore store = door.open(config)) {
      for (ConversationInfo info : InParts.conversations(store)) {
        names.add(info.id().text());
        if (names.size() == MOST_CONVERSATIONS) {
          break;
        }
      }
    }
    return names;
  }

  private Config config() {
    return setup.config(new SetupOptions()).build();
  }

  private static List<String> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(f -> f.endsWith(MODEL_FILE))
          .toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of(); // One that may not be read has nothing to offer.
    }
  }
}
