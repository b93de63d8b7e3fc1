package dev.parley.cli.chat;

import dev.parley.cli.process.UsageException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lines of UTF-8 that come from a pipe or a file, where nobody edits them. */
final class PipedLines implements Lines {
  /** More than any model reads, and little enough to hold. */
  private static final int MOST_BYTES = 16 << 20;

  /** What is looked at of a line that is too long: its first and its last bytes. */
  private static final int SHOWING = 16;

  private final InputStream in;
  private boolean broken;

  /** What was wrong first in the message that is read. */
  private @Nullable UsageException problem;

  PipedLines(InputStream in) {
    this.in = new BufferedInputStream(in);
  }

  /** Reads a message with something wrong to its end too: its rest is no message of its own. */
  @Override
  public Optional<String> next() {
    problem = null;
    GrowingMessage message = new GrowingMessage();
    Optional<String> line = line();
    while (line.isPresent()) {
      message.add(line.get());
      if (message.length() > MOST_BYTES) {
        wrong(tooLong());
      }
      if (problem != null) {
        message.forget();
      }
      line = message.goesOn() ? line() : Optional.empty();
    }
    if (message.isOpenBlock()) {
      wrong(
          new UsageException(
              "the block that begins with "
                  + MultiLine.MARKS
                  + " has no end; end it with the same"));
    }
    if (problem != null) {
      throw problem;
    }
    return message.meant();
  }

  private void wrong(UsageException what) {
    problem = problem == null ? what : problem;
  }

  private Optional<String> line() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int next;
    try {
      next = broken ? -1 : in.read();
      if (next < 0) {
        return Optional.empty();
      }
      while (next >= 0 && next != '\n') {
        bytes.write(next);
        if (bytes.size() > MOST_BYTES) {
          wrong(tooLong());
          shorten(bytes);
        }
        next = in.read();
      }
    } catch (IOException e) {
      broken = true; // Else who reads on would never come to an end.
      throw new UsageException("stdin cannot be read: " + e.getMessage());
    }
    String text = text(bytes.toByteArray());
    return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
  }

  private static void shorten(ByteArrayOutputStream bytes) {
    byte[] all = bytes.toByteArray();
    bytes.reset();
    bytes.write(all, 0, SHOWING);
    bytes.write(all, all.length - SHOWING, SHOWING);
  }

  /** The text; what shows of it if it is none. */
  private String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      wrong(new UsageException("a line of stdin is not UTF-8 text; its message is left out"));
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private static UsageException tooLong() {
    return new UsageException(
        "a message on stdin has more than " + (MOST_BYTES >> 20) + " MiB; split it");
  }

  /** Leaves stdin open: it is the process's. */
  @Override
  public void close() {}
}
