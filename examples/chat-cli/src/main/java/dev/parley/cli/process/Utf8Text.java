package dev.parley.cli.process;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads bytes as text. */
public final class Utf8Text {
  private Utf8Text() {}

  /**
   * {@return the text, without a byte order mark}
   *
   * @throws CharacterCodingException if it is no UTF-8
   */
  public static String of(byte[] bytes) throws CharacterCodingException {
    String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }
}
