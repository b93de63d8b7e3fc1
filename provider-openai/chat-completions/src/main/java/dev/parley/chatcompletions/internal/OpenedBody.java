package dev.parley.chatcompletions.internal;

import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer to a request for a stream, whose first bytes tell what it is: servers and
 * gateways answer with a whole answer, an error or a page, and mistake the content type. Blank
 * lines before it, by which some keep the line alive, are dropped.
 */
final class OpenedBody implements ByteSource {
  private static final int AHEAD = 512;
  private static final byte[] NOTHING = {};
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  /** How the lines of an event stream begin: a comment, data, event, id, retry. */
  private static final String EVENTS = ":deir";

  private final ByteSource body;
  private byte[] ahead = new byte[AHEAD];
  private int at;
  private int end;

  OpenedBody(ByteSource body) {
    this.body = body;
  }

  /** Whether this is a stream of events; blocks until the first byte that tells. */
  boolean isEvents(@Nullable String contentType) throws IOException {
    boolean json =
        contentType != null
            && contentType.strip().toLowerCase(Locale.ROOT).startsWith("application/json");
    while (at == end && end >= 0) {
      at = 0;
      end = body.read(ahead, 0, AHEAD);
      if (isBlank(ahead, end)) {
        at = end; // Others keep the line alive by spaces.
      }
      while (at < end && (ahead[at] == '\n' || ahead[at] == '\r')) {
        at++;
      }
    }
    return isEvents(ahead, at, end, json);
  }

  private static boolean isBlank(byte[] bytes, int end) {
    int at = 0;
    while (at < end && bytes[at] >= 0 && bytes[at] <= ' ') {
      at++;
    }
    return at == end;
  }

  /** Whether those bytes, the first of a body, begin a stream of events. */
  static boolean isEvents(byte[] bytes, int from, int end, boolean declaredJson) {
    int first = from;
    for (byte mark : BYTE_ORDER_MARK) {
      first += first < end && bytes[first] == mark ? 1 : 0;
    }
    while (first < end && bytes[first] <= ' ' && bytes[first] >= 0) {
      first++;
    }
    if (first >= end) {
      return !declaredJson;
    }
    char begins = (char) bytes[first];
    return declaredJson ? EVENTS.indexOf(begins) >= 0 : "{[<".indexOf(begins) < 0;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (at < end) {
      int count = Math.min(length, end - at);
      System.arraycopy(ahead, at, into, offset, count);
      at += count;
      if (at == end) {
        ahead = NOTHING; // The stream may be open for long, with thousands of others.
      }
      return count;
    }
    return end < 0 ? -1 : body.read(into, offset, length);
  }
}
