package dev.parley.llamalocal.internal;

import java.io.IOException;

/**
 * A file is damaged, or is no GGUF file that can be read. The message is a predicate; its subject,
 * the file, is the caller's to name: "ends in the middle of its header, …".
 */
final class GgufFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  private final long offset;

  /**
   * @param offset where in the file that shows, in bytes; part of the message unless it is 0
   */
  GgufFormatException(String message, long offset) {
    super(offset == 0 ? message : message + ", at byte " + offset);
    this.offset = offset;
  }

  /** The place in the file where it shows, in bytes from its beginning. */
  long offset() {
    return offset;
  }
}
