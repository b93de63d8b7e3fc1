package dev.parley.chatcompletions.internal;

import java.io.IOException;

/**
 * Where an {@link SseReader} gets its bytes: one blocking read, no more. {@code InputStream::read}
 * and the read method of an Okio source both fit.
 */
@FunctionalInterface
public interface ByteSource {

  /**
   * Reads what is there, blocking until that is at least one byte.
   *
   * @param into where the bytes go, from index {@code offset}; the source does not keep it
   * @param length the most bytes to read, at least 1
   * @return the number of bytes read, 1 to {@code length}, or -1 at the end of the body
   * @throws IOException if the body cannot be read
   */
  int read(byte[] into, int offset, int length) throws IOException;
}
