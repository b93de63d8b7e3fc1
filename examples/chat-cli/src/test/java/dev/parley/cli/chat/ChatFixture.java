package dev.parley.cli.chat;

import dev.parley.store.ConversationId;
import dev.parley.store.ConversationStore;
import dev.parley.store.ConversationStores;
import dev.parley.store.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A user with folders of his own, and a server to ask. */
final class ChatFixture implements AutoCloseable {
  final StubServer server = new StubServer();
  final Path folder;
  private final Map<String, String> environment = new HashMap<>();

  ChatFixture(Path folder) throws IOException {
    this.folder = folder;
    environment.put("XDG_CONFIG_HOME", folder.resolve("config").toString());
    environment.put("XDG_DATA_HOME", folder.resolve("data").toString());
    environment.put("XDG_STATE_HOME", folder.resolve("state").toString());
    environment.put("HOME", folder.toString());
    environment.put("TERM", "xterm");
    environment.put("LC_ALL", "C.UTF-8");
    environment.put("PARLEY_MODEL", "openai:stub");
    environment.put("PARLEY_RETRIES", "0");
    environment.put("OPENAI_API_KEY", "test");
    environment.put("OPENAI_BASE_URL", server.url());
  }

  ChatFixture environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** A chat that has greeted. */
  TerminalSession chat(String... arguments) throws Exception {
    TerminalSession session =
        new TerminalSession(
            folder,
            environment,
            Stream.concat(Stream.of("chat"), Stream.of(arguments)).toArray(String[]::new));
    session.await("parley: model openai:stub, conversation");
    return session;
  }

  Path state(String name) {
    return folder.resolve("state/parley").resolve(name);
  }

  ConversationStore store() {
    return ConversationStores.open("file:" + folder.resolve("data/parley/conversations"));
  }

  List<String> kept(String id) {
    try (ConversationStore store = store()) {
      return store.read(new ConversationId(id)).entries().stream()
          .map(Entry::message)
          .map(message -> message.text())
          .toList();
    }
  }

  /** The notes of chats, with their locks. */
  List<Path> notes() throws IOException {
    try (Stream<Path> files = Files.list(state("chats"))) {
      return files.toList();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
