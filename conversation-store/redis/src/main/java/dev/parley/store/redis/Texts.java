package dev.parley.store.redis;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Texts of people as they are kept. UTF-8 has no halves of surrogate pairs, and would turn all of
 * them into question marks: they are written as {@code \}{@code ud83d}, and so two texts that
 * differ never become one.
 */
final class Texts {
  private Texts() {}

  static byte[] bytes(String text) {
    return escape(text).getBytes(StandardCharsets.UTF_8);
  }

  /** One in each line, each line ended: an empty text is none. */
  static byte[] lines(Collection<String> texts) {
    StringBuilder lines = new StringBuilder();
    texts.forEach(text -> lines.append(escape(text)).append('\n'));
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        out.append("\\\\");
      } else if (c == '\n') {
        out.append("\\n");
      } else if (!Character.isSurrogate(c)) {
        out.append(c);
      } else if (Character.charCount(text.codePointAt(i)) == 2) {
        out.append(c).append(text.charAt(++i));
      } else {
        out.append(String.format("\\u%04x", (int) c));
      }
    }
    return out.toString();
  }

  /**
   * The text that was written.
   *
   * @throws IllegalArgumentException if it is none
   */
  static String read(byte[] kept) {
    return unescape(utf8(kept));
  }

  static Set<String> readLines(byte[] kept) {
    String all = utf8(kept);
    List<String> texts = new ArrayList<>();
    int from = 0;
    for (int end = all.indexOf('\n'); end >= 0; end = all.indexOf('\n', from)) {
      texts.add(unescape(all.substring(from, end)));
      from = end + 1;
    }
    if (from < all.length()) {
      throw new IllegalArgumentException("The last line has no end");
    }
    return new LinkedHashSet<>(texts);
  }

  private static String unescape(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        out.append(c);
      } else if (text.startsWith("\\\\", i)) {
        out.append('\\');
        i++;
      } else if (text.startsWith("\\n", i)) {
        out.append('\n');
        i++;
      } else if (text.startsWith("\\u", i) && i + 6 <= text.length()) {
        out.append((char) Integer.parseInt(text, i + 2, i + 6, 16));
        i += 5;
      } else {
        throw new IllegalArgumentException("No such escape");
      }
    }
    return out.toString();
  }

  /**
   * The text that these bytes are.
   *
   * @throws IllegalArgumentException if they are none
   */
  static String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("Not UTF-8", e);
    }
  }
}
