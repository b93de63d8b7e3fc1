package dev.parley.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A server for a crowd of streams, in a process of its own, on one thread. It answers when so many
 * have asked as the model's name says, all of them then: {@link #TOKENS} tokens each, {@link
 * #PERIOD_MILLIS} apart, one stream after the other within that time. The text of a token is the
 * time at which it was due, see {@link #due}. A crowd that is to be held gets half of its tokens,
 * and the others when somebody asks for {@link #RELEASE}.
 *
 * <p>It prints its port, and ends when its standard input does.
 */
public final class CrowdStub {
  /** The tokens of a stream. */
  static final int TOKENS = 20;

  /** The time from a token of a stream to the next. */
  static final int PERIOD_MILLIS = 100;

  /** The model of a crowd, before its size. */
  static final String CROWD = "crowd-";

  /** The model of a crowd that is held, before its size. */
  static final String HELD = "held-";

  /** What a crowd that is held waits for, below the base URL. */
  static final String RELEASE = "/release";

  private static final int BACKLOG = 4096;
  private static final int MICROS_A_MILLI = 1_000;
  private static final Pattern MODEL = Pattern.compile("\"model\":\"(crowd|held)-(\\d+)\"");
  private static final String CONTENT = "\"content\":\"";
  private static final String DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";
  private static final int DUE_LENGTH = 11;

  private static final String HEAD =
      String.join(
          "\r\n",
          "HTTP/1.1 200 OK",
          "Content-Type: text/event-stream; charset=utf-8",
          "x-request-id: req_1",
          "Transfer-Encoding: chunked",
          "",
          "");

  /** An event in a piece of its own, which has the time that it is due at {@code hole}. */
  private static final class Template {
    private final byte[] bytes;
    private final int hole;

    Template(String event) {
      int from = event.indexOf(CONTENT) + CONTENT.length();
      int to = event.indexOf('"', event.charAt(from) == '\\' ? from + 2 : from);
      String piece = piece(event.substring(0, from) + " ".repeat(DUE_LENGTH) + event.substring(to));
      bytes = piece.getBytes(StandardCharsets.US_ASCII);
      hole = piece.indexOf(CONTENT) + CONTENT.length();
    }
  }

  private final Selector selector = Selector.open();
  private final ServerSocketChannel server = ServerSocketChannel.open();
  private final ByteBuffer in = ByteBuffer.allocateDirect(1 << 16);
  private final ByteBuffer out = ByteBuffer.allocateDirect(1 << 12);
  private final List<Template> templates = new ArrayList<>();
  private final byte[] first;
  private final byte[] last;
  private List<SocketChannel> crowd = new ArrayList<>();
  private int tokens;
  private long begin;

  /** How many tokens all streams together have been sent. */
  private int sent;

  /** At so many the crowd waits to be released. */
  private int hold;

  private CrowdStub() throws IOException {
    List<String> events = PreparedAnswers.events(PreparedAnswers.TOKENS, true);
    int end = events.size() - 3; // The finish reason, the usage, and that it is done.
    for (String event : events.subList(1, end)) {
      if (!event.contains("\\") && StandardCharsets.US_ASCII.newEncoder().canEncode(event)) {
        templates.add(new Template(event));
      }
    }
    first = (HEAD + piece(events.get(0))).getBytes(StandardCharsets.US_ASCII);
    StringBuilder rest = new StringBuilder();
    events.subList(end, events.size()).forEach(event -> rest.append(piece(event)));
    last = rest.append("0\r\n\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    server.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT);
  }

  private static String piece(String event) {
    return Integer.toHexString(event.length()) + "\r\n" + event + "\r\n";
  }

  /** Serves until standard input ends. */
  public static void main(String[] arguments) throws IOException {
    CrowdStub stub = new CrowdStub();
    Thread thread = new Thread(stub::serve);
    thread.setDaemon(true);
    thread.start();
    System.out.println(stub.server.socket().getLocalPort());
    System.out.flush();
    while (System.in.read() >= 0) {
      // Whoever started this process lives.
    }
  }

  /** The time now, in microseconds since the epoch, by the clock that all processes share. */
  static long now() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  /** The time at which a token was due, of its text. */
  static long due(String text) {
    return Long.parseLong(text, 1, text.length(), Character.MAX_RADIX);
  }

  private void serve() {
    try {
      while (true) {
        long wait = sendWhatIsDue();
        if (wait < 0) {
          selector.select(this::take);
        } else if (wait < MICROS_A_MILLI) {
          selector.selectNow(this::take);
        } else {
          selector.select(this::take, wait / MICROS_A_MILLI);
        }
      }
    } catch (IOException e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  private void take(SelectionKey key) {
    if (key.isAcceptable()) {
      accept();
      return;
    }
    SocketChannel stream = (SocketChannel) key.channel();
    try {
      in.clear();
      StringBuilder request = ((Arriving) key.attachment()).text();
      int count = stream.read(in);
      if (count < 0) {
        stream.close();
        return;
      }
      request.append(StandardCharsets.ISO_8859_1.decode(in.flip()));
      if (isWhole(request)) {
        answer(stream, request.toString());
        request.setLength(0);
      }
    } catch (IOException e) { // It was cancelled.
      close(stream);
    }
  }

  /** What has come of a request. */
  private record Arriving(StringBuilder text) {}

  private void accept() {
    try {
      for (SocketChannel stream = server.accept(); stream != null; stream = server.accept()) {
        stream.setOption(StandardSocketOptions.TCP_NODELAY, true);
        stream.configureBlocking(false);
        stream.register(selector, SelectionKey.OP_READ, new Arriving(new StringBuilder()));
      }
    } catch (IOException e) {
      throw new IllegalStateException("The stub cannot accept; are there too few files?", e);
    }
  }

  /** Requests have small bodies, all JSON. */
  private static boolean isWhole(StringBuilder request) {
    int head = request.indexOf("\r\n\r\n");
    boolean bare = request.indexOf("GET ") == 0;
    return head >= 0 && (bare || request.charAt(request.length() - 1) == '}');
  }

  private void answer(SocketChannel stream, String request) throws IOException {
    if (request.startsWith("GET ")) {
      hold = 0;
      begin = now() - (long) sent / crowd.size() * PERIOD_MILLIS * MICROS_A_MILLI;
      send(stream, "HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.US_ASCII), null, 0);
      return;
    }
    Matcher model = MODEL.matcher(request);
    if (!model.find()) {
      throw new IllegalArgumentException("No crowd is meant by " + request);
    }
    if (tokens > 0 && sent == tokens) { // The last crowd is done; this is the first of another.
      crowd = new ArrayList<>();
      sent = 0;
      tokens = 0;
    }
    crowd.add(stream);
    int size = Integer.parseInt(model.group(2));
    if (crowd.size() == size) {
      for (SocketChannel each : crowd) {
        send(each, first, null, 0);
      }
      tokens = TOKENS * size;
      hold = model.group(1).equals("held") ? tokens / 2 : 0;
      begin = now() + PERIOD_MILLIS * MICROS_A_MILLI;
    }
  }

  /**
   * Sends, and returns how many microseconds are left until the next; negative if there is none.
   */
  private long sendWhatIsDue() throws IOException {
    for (int burst = 0; sent < tokens && (hold == 0 || sent < hold); burst++) {
      int size = crowd.size();
      int turn = sent / size;
      int number = sent % size;
      long due = begin + ((long) turn * size + number) * PERIOD_MILLIS * MICROS_A_MILLI / size;
      long wait = due - now();
      if (wait > 0 || burst == size) {
        return Math.max(wait, 0);
      }
      SocketChannel stream = crowd.get(number);
      send(stream, null, templates.get((number * 7 + turn) % templates.size()), due);
      if (turn == TOKENS - 1) {
        send(stream, last, null, 0);
      }
      sent++;
    }
    return -1;
  }

  /** Each stream reads as fast as it is sent to; what does not fit into its socket is a failure. */
  private void send(
      SocketChannel stream, byte @Nullable [] bytes, @Nullable Template template, long due) {
    if (!stream.isOpen()) {
      return;
    }
    out.clear();
    if (bytes != null) {
      out.put(bytes);
    }
    if (template != null) {
      out.put(template.bytes);
      out.put(template.hole, (byte) ' ');
      long left = due;
      for (int i = DUE_LENGTH - 1; i > 0; i--, left /= DIGITS.length()) {
        out.put(template.hole + i, (byte) DIGITS.charAt((int) (left % DIGITS.length())));
      }
    }
    out.flip();
    try {
      stream.write(out);
      if (out.hasRemaining()) {
        System.err.println("A stream does not read; it is broken off");
        close(stream);
      }
    } catch (IOException e) { // It was cancelled.
      close(stream);
    }
  }

  private static void close(SocketChannel stream) {
    try {
      stream.close();
    } catch (IOException e) {
      throw new IllegalStateException("A socket does not close", e);
    }
  }
}
