package dev.parley.cli.conversation;

import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.setup.UserFolders;
import dev.parley.config.Config;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import dev.parley.error.StoreException;
import dev.parley.store.ConversationStore;
import dev.parley.store.ConversationStores;
import dev.parley.store.memory.MemoryStore;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.Optional;

/** Opens the store that is configured, else files in the user's data folder. */
public final class StoreDoor {
  private final UserFolders folders;
  private final Diagnostics diagnostics;

  @Inject
  StoreDoor(UserFolders folders, Diagnostics diagnostics) {
    this.folders = folders;
    this.diagnostics = diagnostics;
  }

  /**
   * {@return the store; to be closed}
   *
   * @throws ConfigurationException if its address is wrong, or there is no place for files
   * @throws StoreException if it cannot be used
   */
  public ConversationStore open(Config config) {
    return ConversationStores.open(
        address(config)
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        Kind.NOTHING_CONFIGURED,
                        "There is no home folder to keep conversations in; set HOME, or the setting"
                            + " \"store\" (PARLEY_STORE) to an address such as file:/folder")),
        config);
  }

  /**
   * {@return the store, or one that forgets if it cannot be used, which is told} For what is kept
   * without being asked to: that must not stand in the way of an answer.
   */
  public ConversationStore openIfPossible(Config config) {
    if (address(config).isEmpty()) {
      return MemoryStore.create();
    }
    try {
      return open(config);
    } catch (StoreException e) {
      diagnostics.note("this will not be kept: " + e.getMessage());
      return MemoryStore.create();
    }
  }

  /** {@return where conversations are kept; empty if nothing says so and there is no home} */
  public Optional<String> address(Config config) {
    return config
        .store()
        .or(() -> folders.data().map(data -> "file:" + encoded(data.resolve("conversations"))));
  }

  /** As in an address, where a percent sign begins a code and a question mark the settings. */
  private static String encoded(Path folder) {
    return folder.toString().replace("%", "%25").replace("?", "%3F").replace("#", "%23");
  }
}
