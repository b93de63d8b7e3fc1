package dev.parley.cli.chat;

import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.process.PrivateFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The note of one chat. While its process lives it holds a lock, which the system takes from a
 * process that dies however it does, and also where numbers of processes mean nothing, as between
 * containers.
 */
final class NotedChat implements AutoCloseable {
  private final @Nullable Path file;
  private final @Nullable FileChannel lock;
  private final Diagnostics diagnostics;
  private ChatNote note;
  private boolean told;

  /**
   * A note that holds its lock.
   *
   * @param file where it is; nowhere if nothing can be noted
   */
  NotedChat(
      @Nullable Path file, @Nullable FileChannel lock, ChatNote note, Diagnostics diagnostics) {
    this.file = file;
    this.lock = lock;
    this.note = note;
    this.diagnostics = diagnostics;
  }

  static Path lockOf(Path file) {
    return file.resolveSibling(file.getFileName() + ".lock");
  }

  ChatNote note() {
    return note;
  }

  /** Notes something else. That it cannot is told once, and no reason to fail. */
  void note(UnaryOperator<ChatNote> change) {
    note = change.apply(note);
    if (file != null) {
      try {
        PrivateFiles.replace(file, note.encoded());
      } catch (IOException e) {
        if (!told) {
          diagnostics.say("this chat could not be gone on with after a crash: " + e.getMessage());
        }
        told = true;
      }
    }
  }

  /** Leaves the note as it is to whoever wants it. */
  void leave() {
    try {
      if (lock != null) {
        lock.close();
      }
    } catch (IOException e) {
      diagnostics.say("the note of another chat cannot be let go of: " + e.getMessage());
    }
  }

  /** Forgets the note: the chat has ended, or another one goes on with it. */
  @Override
  public void close() {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
      if (lock != null) {
        lock.close();
      }
      if (file != null) {
        Files.deleteIfExists(lockOf(file));
      }
    } catch (IOException e) {
      diagnostics.say("the note of this chat cannot be deleted: " + e.getMessage());
    }
  }
}
