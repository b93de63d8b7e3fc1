package dev.parley.store.file;

import dev.parley.message.Message;
import dev.parley.store.AppendId;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationStore;
import dev.parley.store.Entry;
import dev.parley.store.Transcript;
import dev.parley.store.Version;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** What tests say in conversations. */
final class Chat {
  static final ConversationId ID = new ConversationId("a conversation");
  static final Instant AT = Instant.parse("2026-11-21T10:15:30Z");

  private Chat() {}

  static List<Entry> entries(String... texts) {
    return List.of(texts).stream().map(text -> Entry.of(Message.user(text), AT)).toList();
  }

  static Version append(ConversationStore store, Version expected, String... texts) {
    return store.append(ID, expected, AppendId.random(), entries(texts)).version();
  }

  /** Appends one entry after the other, each for itself: e0, e1 and so on. */
  static Version fill(ConversationStore store, Version from, int count) {
    Version version = from;
    for (int i = 0; i < count; i++) {
      version = append(store, version, "e" + version.length());
    }
    return version;
  }

  static List<String> numbered(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "e" + i).toList();
  }

  static List<String> texts(Transcript transcript) {
    return transcript.entries().stream().map(entry -> entry.message().text()).toList();
  }
}
