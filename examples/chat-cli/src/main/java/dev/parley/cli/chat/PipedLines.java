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

/** Lines of UTF-8 that come from a pipe or a file, where nobody edits them. */
final class PipedLines implements Lines {
  /** More than any model reads, and little enough to hold. */
  private static final int MOST_BYTES = 16 << 20;

  private final InputStream in;
  private boolean broken;

  PipedLines(InputStream in) {
    this.in = new BufferedInputStream(in);
  }

  @Override
  public Optional<String> next() {
    StringBuilder text = new StringBuilder();
    Optional<String> line = line();
    if (line.isEmpty()) {
      return line;
    }
    text.append(line.get());
    while (MultiLine.isOpenBlock(text.toString()) || goesOn(text)) {
      line = line();
      if (line.isEmpty()) {
        if (MultiLine.isOpenBlock(text.toString())) {
          throw new UsageException(
              "the block that begins with "
                  + MultiLine.MARKS
                  + " has no end; end it with the same");
        }
        break;
      }
      text.append('\n').append(line.get());
      if (text.length() > MOST_BYTES) {
        throw tooLong();
      }
    }
    return Optional.of(MultiLine.meant(text.toString()));
  }

  private static boolean goesOn(StringBuilder text) {
    if (MultiLine.goesOn(text.toString())) {
      text.setLength(text.length() - 1);
      return true;
    }
    return false;
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
        if (bytes.size() < MOST_BYTES) {
          bytes.write(next);
        }
        next = in.read();
      }
    } catch (IOException e) {
      broken = true; // Else who reads on would never come to an end.
      throw new UsageException("stdin cannot be read: " + e.getMessage());
    }
    if (bytes.size() == MOST_BYTES) {
      throw tooLong();
    }
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes.toByteArray()))
              .toString();
      return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
    } catch (CharacterCodingException e) {
      throw new UsageException("a line of stdin is not UTF-8 text; it is left out");
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
