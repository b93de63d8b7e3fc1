package dev.parley.tck.toy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Makes lines of the pieces in which a body comes, wherever it is cut; mutants break it. */
public class ToyText {
  private final ByteArrayOutputStream rest = new ByteArrayOutputStream();

  /** Takes a piece. {@return the lines that are whole with it, without their ends} */
  public List<String> lines(byte[] piece) {
    List<String> lines = new ArrayList<>();
    for (byte each : piece) {
      if (each == '\n') {
        lines.add(line(rest.toString(StandardCharsets.UTF_8)));
        rest.reset();
      } else {
        rest.write(each);
      }
    }
    return lines;
  }

  /** A line without the carriage return that it may end with. */
  protected String line(String text) {
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }
}
