package dev.parley.chatcompletions.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Events where something else was expected: an error, or a whole answer. */
final class SseText {
  private SseText() {}

  /** The data of the first event that has any, if the text has events at all. */
  static Optional<String> firstData(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    SseReader events =
        new SseReader(new CompletedSource(source(bytes, bytes.length)), bytes.length + 2);
    try {
      while (events.next()) {
        if (!events.data().isBlank()) {
          return Optional.of(events.data().strip());
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // No event is longer than the text that it is in.
    }
  }

  /** A body that is all there. */
  static ByteSource source(byte[] body, int length) {
    return new ByteSource() {
      private int at;

      @Override
      public int read(byte[] into, int offset, int most) {
        int count = Math.min(most, length - at);
        System.arraycopy(body, at, into, offset, count);
        at += count;
        return count == 0 ? -1 : count;
      }
    };
  }
}
