package dev.parley.cli.log;

import dev.parley.cli.conversation.ConversationChoice;
import dev.parley.cli.conversation.LastConversation;
import dev.parley.cli.conversation.StoreDoor;
import dev.parley.cli.process.UsageException;
import dev.parley.cli.setup.Setup;
import dev.parley.cli.setup.SetupOptions;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationInfo;
import dev.parley.store.ConversationPage;
import dev.parley.store.ConversationStore;
import dev.parley.store.Entry;
import dev.parley.store.Transcript;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The conversations in the configured store, read in parts however many and long they are. */
final class KeptConversations {
  private static final int PART = 100;

  private final Setup setup;
  private final StoreDoor door;
  private final LastConversation last;

  @Inject
  KeptConversations(Setup setup, StoreDoor door, LastConversation last) {
    this.setup = setup;
    this.door = door;
    this.last = last;
  }

  /** Takes one conversation after the other. */
  interface Each {
    void take(ConversationInfo info) throws IOException;
  }

  /** Takes one message after the other, with its number, from 1. */
  interface EachEntry {
    void take(long number, Entry entry) throws IOException;
  }

  /** The store; to be closed. */
  ConversationStore open(SetupOptions options) {
    return door.open(setup.config(options).build());
  }

  /** Goes through all, in no order. Those that the store cannot list it reports itself. */
  static void each(ConversationStore store, Each taker) throws IOException {
    Optional<String> from = Optional.empty();
    do {
      ConversationPage page = store.list(from, PART);
      for (ConversationInfo info : page.conversations()) {
        taker.take(info);
      }
      from = page.next();
    } while (from.isPresent());
  }

  /** Goes through the messages of one. If it is removed meanwhile, that was its end. */
  static void entries(ConversationStore store, ConversationId id, long first, EachEntry taker)
      throws IOException {
    long place = first;
    Transcript part = store.page(id, place, PART);
    while (!part.entries().isEmpty()) {
      for (Entry entry : part.entries()) {
        place++;
        taker.take(place, entry);
      }
      part = store.page(id, place, PART);
    }
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
