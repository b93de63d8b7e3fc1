package dev.parley.cli.log;

import dev.parley.cli.conversation.ConversationChoice;
import dev.parley.cli.conversation.LastConversation;
import dev.parley.cli.conversation.StoreDoor;
import dev.parley.cli.process.UsageException;
import dev.parley.cli.setup.Setup;
import dev.parley.cli.setup.SetupOptions;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationStore;
import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;

/** Finds conversations in the configured store. */
final class KeptConversations {
  private final Setup setup;
  private final StoreDoor door;
  private final LastConversation last;

  @Inject
  KeptConversations(Setup setup, StoreDoor door, LastConversation last) {
    this.setup = setup;
    this.door = door;
    this.last = last;
  }

  /** The store; to be closed. */
  ConversationStore open(SetupOptions options) {
    return door.open(setup.config(options).build());
  }

  /** The one of that name, or the last. */
  ConversationId id(ConversationStore store, @Nullable String name) {
    if (name == null) {
      return last.in(store)
          .orElseThrow(() -> new UsageException("there is no conversation yet; ask something"));
    }
    ConversationId id = ConversationChoice.named(name);
    if (store.info(id).isEmpty()) {
      throw missing(name);
    }
    return id;
  }

  static UsageException missing(String name) {
    return new UsageException("there is no conversation \"" + name + "\"; see parley log list");
  }
}
