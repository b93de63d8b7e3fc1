package dev.parley.conversation;

import dev.parley.message.Message;
import dev.parley.message.SystemMessage;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationStore;
import dev.parley.store.Entry;
import dev.parley.store.Transcript;
import dev.parley.store.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The end of a conversation, as far back as it has been read. */
final class History {
  private final ConversationStore store;
  private final ConversationId id;
  private final Version version;
  private final List<Message> messages = new ArrayList<>();
  private long first;

  private History(ConversationStore store, ConversationId id, Transcript tail) {
    this.store = store;
    this.id = id;
    this.version = tail.version();
    this.first = tail.first();
    messages.addAll(messages(tail));
  }

  /** The last so many messages. */
  static History of(ConversationStore store, ConversationId id, int most) {
    return new History(store, id, store.tail(id, most));
  }

  private static List<Message> messages(Transcript transcript) {
    return transcript.entries().stream().map(Entry::message).toList();
  }

  /** Reads as much again; of a conversation that was begun anew it stays what it was. */
  void readMore() {
    long from = Math.max(0, first - Math.max(1, messages.size()));
    Transcript page = store.page(id, from, Math.toIntExact(first - from));
    if (!page.version().incarnation().equals(version.incarnation())) {
      first = 0; // The append will be a conflict.
      return;
    }
    messages.addAll(0, messages(page));
    first = from;
  }

  /** Whether all of the conversation has been read. */
  boolean isWhole() {
    return first == 0;
  }

  /** Where the conversation was. */
  Version version() {
    return version;
  }

  /** What it began with, if that is a system message. */
  Optional<SystemMessage> system() {
    List<Message> beginning =
        isWhole() || messages.isEmpty() ? messages : messages(store.page(id, 0, 1));
    return beginning.stream()
        .limit(1)
        .filter(SystemMessage.class::isInstance)
        .map(SystemMessage.class::cast)
        .findFirst();
  }

  /** What has been read, but for the system message that it began with. */
  List<Message> messages() {
    boolean begins = isWhole() && !messages.isEmpty() && messages.get(0) instanceof SystemMessage;
    return messages.subList(begins ? 1 : 0, messages.size());
  }
}
