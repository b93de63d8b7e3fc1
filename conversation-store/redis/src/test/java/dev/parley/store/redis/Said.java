package dev.parley.store.redis;

import dev.parley.message.Message;
import dev.parley.store.AppendId;
import dev.parley.store.AppendResult;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationStore;
import dev.parley.store.Entry;
import dev.parley.store.Transcript;
import dev.parley.store.Version;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;

/** What tests keep in stores. */
final class Said {
  static final ConversationId ID = new ConversationId("a conversation");
  static final ConversationId OTHER = new ConversationId("another conversation");

  private Said() {}

  static List<Entry> entries(String... texts) {
    return List.of(texts).stream()
        .map(text -> Entry.of(Message.user(text), Instant.EPOCH))
        .toList();
  }

  static AppendResult append(
      ConversationStore store, ConversationId id, Version expected, String... texts) {
    return store.append(id, expected, AppendId.random(), entries(texts));
  }

  static Version begin(ConversationStore store, ConversationId id, String... texts) {
    return append(store, id, Version.NONE, texts).version();
  }

  static List<String> texts(Transcript transcript) {
    return transcript.entries().stream().map(entry -> entry.message().text()).toList();
  }

  /** All that would be logged of it. */
  static String shown(Throwable e) {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }
}
