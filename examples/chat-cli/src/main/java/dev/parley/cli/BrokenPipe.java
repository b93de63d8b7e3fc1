package dev.parley.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;

/** Tells that nobody reads stdout any more from other failures to write. */
final class BrokenPipe {
  private static final String IN_ENGLISH = "Broken pipe";

  private BrokenPipe() {}

  /**
   * {@return whether a write failed so} Java has only the system's words, in the user's language.
   */
  static boolean is(IOException failure) {
    String message = String.valueOf(failure.getMessage());
    return message.contains(IN_ENGLISH) || message.equals(inTheWordsOfTheSystem());
  }

  /** What a pipe of our own says that nobody reads. */
  private static String inTheWordsOfTheSystem() {
    try {
      Pipe pipe = Pipe.open();
      try (Pipe.SinkChannel sink = pipe.sink()) {
        pipe.source().close();
        sink.write(ByteBuffer.wrap(new byte[1]));
      }
      return IN_ENGLISH; // Such a system has other words, and nothing can be said.
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
