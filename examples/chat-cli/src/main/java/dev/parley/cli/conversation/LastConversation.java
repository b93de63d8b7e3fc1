package dev.parley.cli.conversation;

import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.process.PrivateFiles;
import dev.parley.cli.setup.UserFolders;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationInfo;
import dev.parley.store.ConversationStore;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Remembers the user's last conversation in a file of its own, because to find the newest in a
 * store means to look at all, and in a shared store that may be somebody else's.
 */
public final class LastConversation {
  private final Optional<Path> file;
  private final Diagnostics diagnostics;

  @Inject
  LastConversation(UserFolders folders, Diagnostics diagnostics) {
    file = folders.state().map(folder -> folder.resolve("last-conversation"));
    this.diagnostics = diagnostics;
  }

  /** Notes that this one was the last. That it cannot is told, and no reason to fail. */
  public void is(ConversationId id) {
    if (file.isPresent()) {
      try {
        PrivateFiles.replace(file.get(), id.text());
      } catch (IOException e) {
        diagnostics.note("-c will not find this conversation: " + e.getMessage());
      }
    }
  }

  /** {@return the last one that the store still has; else the newest in the store} */
  public Optional<ConversationId> in(ConversationStore store) {
    return noted().filter(id -> store.info(id).isPresent()).or(() -> newest(store));
  }

  private Optional<ConversationId> noted() {
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(file.get()))
          .filter(text -> !text.isEmpty())
          .map(ConversationId::new);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      diagnostics.note("which conversation was the last cannot be read: " + e);
      return Optional.empty();
    }
  }

  private static Optional<ConversationId> newest(ConversationStore store) {
    Optional<ConversationInfo> newest = Optional.empty();
    for (ConversationInfo info : InParts.conversations(store)) {
      if (newest.isEmpty() || info.changed().isAfter(newest.get().changed())) {
        newest = Optional.of(info);
      }
    }
    return newest.map(ConversationInfo::id);
  }
}
