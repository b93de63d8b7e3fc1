package dev.parley.store.file;

import dev.parley.error.StoreException;
import dev.parley.error.StoreFullException;
import dev.parley.error.StoreRefusedException;
import dev.parley.error.StoreUnavailableException;
import dev.parley.store.ConversationId;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the disk's failures mean. */
final class Failures {
  /** What systems say when there is no room, a quota is reached, or a file may not grow. */
  private static final List<String> FULL =
      List.of("no space left", "not enough space", "disk full", "quota", "file too large");

  private Failures() {}

  static StoreException of(IOException e, @Nullable ConversationId id, Path folder) {
    if (e instanceof AccessDeniedException denied) {
      return new StoreRefusedException(
          "the system lets this user neither read nor write "
              + denied.getFile()
              + "; look at its owner and permissions, and whether the disk is read-only",
          id,
          e);
    } else if (e instanceof FileAlreadyExistsException taken) {
      return new StoreRefusedException(
          taken.getFile() + " is no folder; choose another place for the store", id, e);
    } else if (says(e, List.of("read-only file system"))) {
      return new StoreRefusedException(
          "the disk of " + folder + " can only be read; mount it otherwise", id, e);
    }
    return new StoreUnavailableException(
        "the disk of "
            + folder
            + " failed ("
            + e
            + "); if it was an append, repeat it with the"
            + " same id",
        id,
        e);
  }

  /** Of a write that was taken back. */
  static StoreException ofWrite(
      IOException e, @Nullable ConversationId id, Path folder, long bytes) {
    if (says(e, FULL) || hasNoRoom(folder, bytes)) {
      return new StoreFullException(
          "there is no room for " + bytes + " bytes in " + folder + "; make room, then try again",
          id,
          e);
    }
    return of(e, id, folder);
  }

  private static boolean says(IOException e, List<String> texts) {
    String reason = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
    String text = String.valueOf(reason).toLowerCase(Locale.ROOT);
    return texts.stream().anyMatch(text::contains);
  }

  /** The system's texts may be in any language. */
  private static boolean hasNoRoom(Path folder, long bytes) {
    try {
      return Files.getFileStore(folder).getUsableSpace() < bytes;
    } catch (IOException e) {
      return false; // Then the failure is told as it came.
    }
  }

  static StoreUnavailableException interrupted(@Nullable ConversationId id) {
    Thread.currentThread().interrupt();
    return new StoreUnavailableException(
        "the thread was interrupted while it waited; if it was an append, repeat it with the same"
            + " id to know whether it was made",
        id,
        null);
  }

  static StoreUnavailableException locked(@Nullable ConversationId id, Duration longest) {
    return new StoreUnavailableException(
        "another writer held the conversation for "
            + longest
            + "; nothing was written, try again, or set a longer wait",
        id,
        null);
  }
}
