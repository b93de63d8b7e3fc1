package dev.parley.store.export;

import dev.parley.json.ParleyJson;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The lines of a stream, one at a time, and the number of each. */
final class ExportLines {
  /** No line that was written is longer: no character takes more than three bytes of UTF-8. */
  private static final long LONGEST = 3L * ParleyJson.LARGEST;

  private final InputStream in;
  private long number;

  ExportLines(InputStream in) {
    this.in = new BufferedInputStream(in, 1 << 16);
  }

  /** The number of the last line that was read, from 1. */
  long number() {
    return number;
  }

  /**
   * The next line that is not blank; null at the end.
   *
   * @throws CharacterCodingException if it is not UTF-8
   * @throws IllegalArgumentException if it is too long
   */
  @Nullable String next() throws IOException {
    while (true) {
      ByteArrayOutputStream line = new ByteArrayOutputStream(1 << 10);
      int c = in.read();
      if (c < 0) {
        return null;
      }
      number++;
      for (; c >= 0 && c != '\n'; c = in.read()) {
        if (line.size() == LONGEST) {
          throw new IllegalArgumentException("A line is too long");
        }
        line.write(c);
      }
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(line.toByteArray()))
              .toString();
      if (!text.isBlank()) {
        return text.stripTrailing();
      }
    }
  }
}
