package dev.parley.chatcompletions.internal;

import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Reads the events of a {@code text/event-stream} body, one at a time, as the HTML Standard says in
 * "Parsing an event stream" and "Interpreting an event stream" (section 9.2, Server-sent events).
 * It knows nothing of language models: {@code [DONE]} and empty data are events like others.
 *
 * <p>{@link #next} advances; the accessors then describe the event. Its data are bytes of the
 * reader's own buffer, valid until the next call of {@link #next}; nothing is allocated for an
 * event unless its type or id changes. The events do not depend on how the source cuts the body
 * into reads. An event is handed out as soon as its blank line is there, before the source is asked
 * for more. Time is linear in the bytes read; memory grows with the longest event up to the limit,
 * and not with comments.
 *
 * <p>Not thread-safe. The source belongs to the caller, who closes it.
 */
public final class SseReader {

  /** The largest limit that can be asked for: 1 GiB. */
  public static final int MAX_LIMIT_BYTES = 1 << 30;

  /**
   * Room for a chunk with a word, and most answers are made of such. Thousands of streams may be
   * open, each of which waits for the next; one that comes fast gets more.
   */
  private static final int CAPACITY = 512;

  private static final byte[] DATA = {'d', 'a', 't', 'a'};
  private static final byte[] EVENT = {'e', 'v', 'e', 'n', 't'};
  private static final byte[] ID = {'i', 'd'};
  private static final byte[] RETRY = {'r', 'e', 't', 'r', 'y'};
  private static final String DEFAULT_TYPE = "message";
  private static final long NO_TIME = -1;

  private final LineBuffer lines;
  private final RepeatedText types = new RepeatedText();
  private final RepeatedText ids = new RepeatedText();

  private boolean atEvent;
  private String event = DEFAULT_TYPE;
  private String id = "";
  private String typeBuffer = "";
  private String idBuffer = "";
  private long reconnectionMillis = NO_TIME;

  /**
   * Reads nothing yet.
   *
   * @param maxEventBytes the most bytes that the joined data of an event and the line that is being
   *     read may have together, 1 to {@link #MAX_LIMIT_BYTES}; comments do not count
   * @throws IllegalArgumentException if {@code maxEventBytes} is out of range
   */
  public SseReader(ByteSource source, int maxEventBytes) {
    this(source, maxEventBytes, CAPACITY);
  }

  /** With the first capacity of the buffer, so that tests can make it tiny. */
  SseReader(ByteSource source, int maxEventBytes, int capacity) {
    if (maxEventBytes < 1 || maxEventBytes > MAX_LIMIT_BYTES) {
      throw new IllegalArgumentException(
          "maxEventBytes must be 1 to " + MAX_LIMIT_BYTES + ", not " + maxEventBytes);
    }
    this.lines = new LineBuffer(source, maxEventBytes, capacity);
  }

  /**
   * Advances to the next event, blocking as the source does. An event that the end of the body cuts
   * off is discarded, its id too.
   *
   * @return whether there is one; false at the end of the body, and from then on
   * @throws SseLimitExceededException if the event is longer than the limit; so is every later call
   * @throws IOException whatever the source throws, unchanged; there is no current event then, and
   *     none is lost if the source can be read on
   */
  public boolean next() throws IOException {
    if (atEvent) {
      atEvent = false;
      lines.dropKept();
    }
    while (lines.nextLine()) {
      if (lines.lineStart() < lines.lineEnd()) {
        interpretLine();
      } else if (dispatch()) {
        return true;
      }
    }
    return false;
  }

  /**
   * The array that holds the event's data in UTF-8 as the server sent it, perhaps malformed, its
   * lines joined by LF. Not a copy: do not change it. Another call of {@link #next} may change or
   * replace it.
   *
   * @throws IllegalStateException if there is no current event
   */
  public byte[] dataBuffer() {
    requireEvent();
    return lines.bytes();
  }

  /**
   * Where the data begin in {@link #dataBuffer}.
   *
   * @throws IllegalStateException if there is no current event
   */
  public int dataStart() {
    requireEvent();
    return lines.keptStart();
  }

  /**
   * The number of bytes of data, possibly 0.
   *
   * @throws IllegalStateException if there is no current event
   */
  public int dataLength() {
    requireEvent();
    return lines.keptLength();
  }

  /**
   * The data as text, decoded anew by each call; every maximal malformed part is one U+FFFD.
   *
   * @throws IllegalStateException if there is no current event
   */
  public String data() {
    requireEvent();
    return Utf8.decode(lines.bytes(), lines.keptStart(), lines.keptStart() + lines.keptLength());
  }

  /**
   * The event's type, {@code "message"} if the server gave none.
   *
   * @throws IllegalStateException if there is no current event
   */
  public String event() {
    requireEvent();
    return event;
  }

  /** The last event id up to the last blank line that was read; empty if there was none. */
  public String id() {
    return id;
  }

  /**
   * The last reconnection time that the server asked for, in milliseconds, cut to {@code
   * Long.MAX_VALUE}. For information: this class never reconnects.
   */
  public OptionalLong reconnectionMillis() {
    return reconnectionMillis == NO_TIME
        ? OptionalLong.empty()
        : OptionalLong.of(reconnectionMillis);
  }

  private void requireEvent() {
    if (!atEvent) {
      throw new IllegalStateException("no current event: next() has not returned true");
    }
  }

  /** A blank line: commits the id, and hands out the event if there was a data line. */
  private boolean dispatch() {
    id = idBuffer;
    event = typeBuffer.isEmpty() ? DEFAULT_TYPE : typeBuffer;
    typeBuffer = "";
    atEvent = lines.keeping();
    return atEvent;
  }

  private void interpretLine() {
    if (isField(DATA)) {
      lines.keepLine(valueStart(DATA));
    } else if (isField(EVENT)) {
      typeBuffer = types.decode(lines.bytes(), valueStart(EVENT), lines.lineEnd());
    } else if (isField(ID)) {
      setId(valueStart(ID));
    } else if (isField(RETRY)) {
      setReconnectionTime(valueStart(RETRY));
    }
  }

  /** Whether the line is the field's name, alone or before a colon. */
  private boolean isField(byte[] name) {
    byte[] bytes = lines.bytes();
    int nameEnd = lines.lineStart() + name.length;
    int end = lines.lineEnd();
    return nameEnd <= end
        && (nameEnd == end || bytes[nameEnd] == ':')
        && Arrays.equals(bytes, lines.lineStart(), nameEnd, name, 0, name.length);
  }

  /** Behind the name, the colon and one space, as far as they are there. */
  private int valueStart(byte[] name) {
    int at = Math.min(lines.lineStart() + name.length + 1, lines.lineEnd());
    return at < lines.lineEnd() && lines.bytes()[at] == ' ' ? at + 1 : at;
  }

  private void setId(int from) {
    byte[] bytes = lines.bytes();
    for (int i = from; i < lines.lineEnd(); i++) {
      if (bytes[i] == 0) {
        return;
      }
    }
    idBuffer = ids.decode(bytes, from, lines.lineEnd());
  }

  private void setReconnectionTime(int from) {
    byte[] bytes = lines.bytes();
    long millis = 0;
    for (int i = from; i < lines.lineEnd(); i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return;
      }
      millis = millis > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : millis * 10 + digit;
    }
    if (from < lines.lineEnd()) {
      reconnectionMillis = millis;
    }
  }
}
