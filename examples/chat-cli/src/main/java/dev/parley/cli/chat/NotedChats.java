package dev.parley.cli.chat;

import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.process.PrivateFiles;
import dev.parley.cli.setup.UserFolders;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The notes of the chats that are open, and of those whose process died. */
final class NotedChats {
  private final Optional<Path> folder;
  private final Diagnostics diagnostics;
  private final SecureRandom random = new SecureRandom();

  @Inject
  NotedChats(UserFolders folders, Diagnostics diagnostics) {
    this(folders.state().map(state -> state.resolve("chats")), diagnostics);
  }

  NotedChats(Optional<Path> folder, Diagnostics diagnostics) {
    this.folder = folder;
    this.diagnostics = diagnostics;
  }

  /** {@return the note of a chat that begins} Nothing is noted where there is no place for it. */
  NotedChat begin(ChatNote note) {
    if (folder.isEmpty()) {
      return new NotedChat(null, null, note, diagnostics);
    }
    Path file = folder.get().resolve(Long.toHexString(random.nextLong()) + ".chat");
    try {
      PrivateFiles.folder(folder.get());
      // The lock before the note: whoever sees a note without a lock takes its process for dead.
      FileChannel lock = lock(NotedChat.lockOf(file));
      NotedChat begun = new NotedChat(file, lock, note, diagnostics);
      begun.note(same -> same);
      return begun;
    } catch (IOException e) {
      diagnostics.say("this chat could not be gone on with after a crash: " + e);
      return new NotedChat(null, null, note, diagnostics);
    }
  }

  /**
   * {@return the newest of those whose process died, which is now the caller's} To be closed once
   * its place is taken.
   *
   * @param wanted which of them
   */
  Optional<NotedChat> crashed(Predicate<ChatNote> wanted) {
    if (folder.isEmpty()) {
      return Optional.empty();
    }
    try {
      for (Path file : newestFirst(folder.get())) {
        Optional<NotedChat> dead = dead(file, wanted);
        if (dead.isPresent()) {
          return dead;
        }
      }
    } catch (IOException e) {
      diagnostics.say("whether a chat has crashed cannot be read: " + e);
    }
    return Optional.empty();
  }

  private Optional<NotedChat> dead(Path file, Predicate<ChatNote> wanted) throws IOException {
    FileChannel lock = lock(NotedChat.lockOf(file));
    if (lock == null) {
      return Optional.empty();
    }
    try {
      // Read behind the lock: the chat may have ended, or another one may have gone on with it.
      ChatNote note = ChatNote.decoded(Files.readString(file));
      if (wanted.test(note)) {
        return Optional.of(new NotedChat(file, lock, note, diagnostics));
      }
    } catch (NoSuchFileException e) {
      Files.deleteIfExists(NotedChat.lockOf(file));
    } catch (IllegalArgumentException | CharacterCodingException e) {
      diagnostics.say("this is no note of a chat, and can be deleted: " + file);
    }
    lock.close();
    return Optional.empty();
  }

  /** The lock, or null if somebody holds it. */
  private static @Nullable FileChannel lock(Path file) throws IOException {
    FileChannel channel = PrivateFiles.open(file);
    try {
      FileLock held = channel.tryLock();
      if (held != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      channel.close(); // Another chat of this very process has it.
      return null;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    return null;
  }

  private static List<Path> newestFirst(Path folder) throws IOException {
    record Dated(Path file, long changed) {}
    List<Dated> notes = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.chat")) {
      for (Path file : files) {
        // Not by Files, which would throw for one that has just ended.
        notes.add(new Dated(file, file.toFile().lastModified()));
      }
    } catch (NoSuchFileException e) {
      return List.of(); // No chat yet.
    }
    notes.sort(Comparator.comparingLong(Dated::changed).reversed());
    return notes.stream().map(Dated::file).toList();
  }
}
