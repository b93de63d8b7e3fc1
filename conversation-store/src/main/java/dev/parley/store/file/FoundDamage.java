package dev.parley.store.file;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a store found wrong with a file, and what it did.
 *
 * @param file the conversation's
 * @param kept where what was cut off is kept; empty if nothing was cut off
 * @param bytes how many were cut off
 * @param length how many entries the conversation has before what is damaged
 * @param problem for people; shows nothing of the conversation
 */
public record FoundDamage(Path file, Optional<Path> kept, long bytes, long length, String problem) {
  /** Refuses nulls. */
  public FoundDamage {
    requireNonNull(file, "file");
    requireNonNull(kept, "kept");
    requireNonNull(problem, "problem");
  }

  /** Warns of it in the log. */
  void log() {
    System.getLogger(FileStore.class.getName()).log(System.Logger.Level.WARNING, this::text);
  }

  private String text() {
    String left =
        kept.map(
                place ->
                    "; its "
                        + bytes
                        + " bytes were cut off and are kept in "
                        + place
                        + "; the conversation goes on behind its "
                        + length
                        + " entries")
            .orElse("");
    return file + ": " + problem + left;
  }
}
