package dev.parley.cli.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.cli.chat.ChatNote.Undo;
import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.process.Surroundings;
import dev.parley.message.Message;
import dev.parley.store.ConversationId;
import dev.parley.store.Version;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotedChatsTest {
  private static final ChatNote NOTE =
      new ChatNote(
          new ConversationId("trip ü"),
          "file:/x",
          42,
          Optional.of(Message.user("Why?\n")),
          Optional.of(new Version("first", 3)),
          Optional.of(new Undo(new ConversationId("trip ü~1"), 7)));

  @TempDir Path folder;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private NotedChats chats;

  @BeforeEach
  void open() {
    Surroundings surroundings =
        new Surroundings(
            Map.of(),
            folder,
            Optional.empty(),
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream(),
            err,
            InstantSource.system(),
            true,
            true,
            false);
    chats =
        new NotedChats(Optional.of(folder.resolve("parley/chats")), new Diagnostics(surroundings));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("parley/chats"))) {
      return files.sorted().toList();
    }
  }

  /** What a crash leaves: the note, and a lock that nobody holds. */
  private void crash(ChatNote note, String name) throws IOException {
    Path file = folder.resolve("parley/chats").resolve(name + ".chat");
    Files.createDirectories(file.getParent());
    Files.writeString(file, note.encoded());
    Files.createFile(NotedChat.lockOf(file));
  }

  @Test
  void a_note_is_read_as_it_was_written() {
    assertEquals(NOTE, ChatNote.decoded(NOTE.encoded()));
  }

  @Test
  void a_chat_that_lives_is_not_taken_for_dead_and_leaves_nothing() throws IOException {
    try (NotedChat chat = chats.begin(NOTE)) {
      assertEquals(Optional.empty(), chats.crashed(note -> true));
      for (Path file : files()) {
        assertEquals(
            "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
      }
      assertEquals(2, files().size());
      assertEquals(NOTE, chat.note());
    }
    assertEquals(List.of(), files());
    assertEquals(Optional.empty(), chats.crashed(note -> true));
  }

  @Test
  void a_chat_that_died_is_found_once() throws IOException {
    crash(NOTE, "a");
    NotedChat dead = chats.crashed(note -> true).orElseThrow();
    assertEquals(NOTE, dead.note());
    assertTrue(chats.crashed(note -> true).isEmpty(), "it is taken");
    dead.close();
    assertEquals(List.of(), files());
  }

  @Test
  void another_chat_than_the_wanted_one_is_left_alone() throws IOException {
    crash(NOTE, "a");
    assertTrue(chats.crashed(note -> note.store().equals("file:/y")).isEmpty());
    assertTrue(chats.crashed(note -> note.store().equals("file:/x")).isPresent());
  }

  @Test
  void what_is_no_note_is_told_and_left_alone() throws IOException {
    crash(NOTE, "a");
    Files.writeString(folder.resolve("parley/chats/a.chat"), "rubbish");
    assertTrue(chats.crashed(note -> true).isEmpty());
    String said = err.toString(StandardCharsets.UTF_8);
    assertTrue(said.matches("parley: this is no note of a chat, and can be deleted: .*\n"), said);
  }

  @Test
  void that_nothing_can_be_noted_is_told() throws IOException {
    Files.writeString(folder.resolve("parley"), "no folder");
    chats.begin(NOTE).close();
    String said = err.toString(StandardCharsets.UTF_8);
    assertTrue(said.matches("parley: this chat could not be gone on with after[^\n]*\n"), said);
  }

  @Test
  void a_note_that_is_no_text_hides_no_other() throws IOException {
    crash(NOTE, "older");
    Path file = folder.resolve("parley/chats/newer.chat");
    Files.write(file, new byte[] {(byte) 0xFF});
    assertTrue(folder.resolve("parley/chats/older.chat").toFile().setLastModified(1));
    try (NotedChat dead = chats.crashed(note -> true).orElseThrow()) {
      assertEquals(NOTE, dead.note());
    }
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("newer.chat"));
  }

  @Test
  void a_note_that_is_left_can_be_had_again() throws IOException {
    crash(NOTE, "one");
    chats.crashed(note -> true).orElseThrow().leave();
    try (NotedChat dead = chats.crashed(note -> true).orElseThrow()) {
      assertEquals(NOTE, dead.note());
    }
  }
}
