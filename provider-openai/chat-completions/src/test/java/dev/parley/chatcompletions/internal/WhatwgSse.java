package dev.parley.chatcompletions.internal;

import dev.parley.chatcompletions.internal.SseOutcome.Event;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a body means, read off the standards with no thought of speed: the whole body is decoded,
 * then split, then interpreted. The yardstick for {@link SseReader}; shares no code with it.
 */
final class WhatwgSse {

  private final List<Event> events = new ArrayList<>();
  private String data = "";
  private String type = "";
  private String idBuffer = "";
  private String lastId = "";
  private OptionalLong retry = OptionalLong.empty();

  private WhatwgSse() {}

  static SseOutcome interpret(byte[] body) {
    WhatwgSse stream = new WhatwgSse();
    String text = decode(body);
    text = text.startsWith("\uFEFF") ? text.substring(1) : text;
    String[] lines = text.replace("\r\n", "\n").replace('\r', '\n').split("\n", -1);
    for (int i = 0; i < lines.length - 1; i++) { // behind the last line end is no line
      stream.line(lines[i]);
    }
    return SseOutcome.of(stream.events, stream.lastId, stream.retry);
  }

  private void line(String line) {
    int colon = line.indexOf(':');
    if (line.isEmpty()) {
      dispatch();
    } else if (colon > 0) {
      String value = line.substring(colon + 1);
      field(line.substring(0, colon), value.startsWith(" ") ? value.substring(1) : value);
    } else if (colon < 0) {
      field(line, "");
    }
  }

  private void field(String name, String value) {
    switch (name) {
      case "data" -> data += value + "\n";
      case "event" -> type = value;
      case "id" -> idBuffer = value.indexOf('\0') < 0 ? value : idBuffer;
      case "retry" -> {
        if (value.matches("[0-9]+")) {
          BigInteger most = BigInteger.valueOf(Long.MAX_VALUE);
          retry = OptionalLong.of(new BigInteger(value).min(most).longValueExact());
        }
      }
      default -> {}
    }
  }

  private void dispatch() {
    lastId = idBuffer;
    if (!data.isEmpty()) {
      String shown = type.isEmpty() ? "message" : type;
      events.add(new Event(shown, data.substring(0, data.length() - 1), lastId));
    }
    data = "";
    type = "";
  }

  /** The decoder of the Encoding Standard, section "UTF-8 decoder", step by step. */
  static String decode(byte[] bytes) {
    StringBuilder out = new StringBuilder();
    int codePoint = 0;
    int needed = 0;
    int lower = 0x80;
    int upper = 0xBF;
    for (int i = 0; i < bytes.length; i++) {
      int b = bytes[i] & 0xFF;
      if (needed == 0) {
        if (b <= 0x7F) {
          out.append((char) b);
        } else if (b >= 0xC2 && b <= 0xDF) {
          needed = 1;
          codePoint = b & 0x1F;
        } else if (b >= 0xE0 && b <= 0xEF) {
          lower = b == 0xE0 ? 0xA0 : lower;
          upper = b == 0xED ? 0x9F : upper;
          needed = 2;
          codePoint = b & 0xF;
        } else if (b >= 0xF0 && b <= 0xF4) {
          lower = b == 0xF0 ? 0x90 : lower;
          upper = b == 0xF4 ? 0x8F : upper;
          needed = 3;
          codePoint = b & 0x7;
        } else {
          out.append('\uFFFD');
        }
        continue;
      }
      boolean fits = b >= lower && b <= upper;
      lower = 0x80;
      upper = 0xBF;
      if (!fits) {
        needed = 0;
        out.append('\uFFFD');
        i--; // the byte is looked at again
      } else {
        codePoint = (codePoint << 6) | (b & 0x3F);
        needed--;
        if (needed == 0) {
          out.appendCodePoint(codePoint);
        }
      }
    }
    return needed == 0 ? out.toString() : out.append('\uFFFD').toString();
  }
}
