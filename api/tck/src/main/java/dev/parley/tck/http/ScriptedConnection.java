package dev.parley.tck.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One connection of a {@link ScriptedServer}, as its script sees it. For one thread. */
public final class ScriptedConnection {
  private final ScriptedServer server;
  private final Socket socket;
  private final InputStream in;
  private final int number;
  private boolean over;

  ScriptedConnection(ScriptedServer server, Socket socket, int number) throws IOException {
    this.server = server;
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.number = number;
  }

  /** {@return which of the server's connections this is, from 0} */
  public int number() {
    return number;
  }

  /**
   * {@return the next request, which is recorded; empty if the client has hung up instead}
   *
   * @throws EOFException if the client hung up in the middle of it; that is not recorded
   */
  public Optional<RecordedRequest> readRequest() throws IOException {
    String first = readLine();
    if (first == null) {
      return Optional.empty();
    }
    String[] words = first.split(" ", 3);
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line = nextLine(); !line.isEmpty(); line = nextLine()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    RecordedRequest request =
        new RecordedRequest(words[0], words[1], headers, body(headers), number);
    server.record(request);
    return Optional.of(request);
  }

  private String nextLine() throws IOException {
    String line = readLine();
    if (line == null) {
      throw new EOFException("The client hung up in the middle of its request");
    }
    return line;
  }

  private @Nullable String readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        return null;
      }
      line.write(next);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }

  private byte[] body(Map<String, String> headers) throws IOException {
    if (!"chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
      return bytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int length = Integer.parseInt(nextLine().split(";", 2)[0].strip(), 16);
      body.write(bytes(length));
      String after = nextLine();
      if (length == 0) {
        while (!after.isEmpty()) { // Trailers.
          after = nextLine();
        }
        return body.toByteArray();
      }
    }
  }

  private byte[] bytes(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("The client hung up in the middle of its request");
    }
    return bytes;
  }

  /** Sends bytes as they are. */
  public void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    server.sent(bytes.length);
  }

  /** Sends text as UTF-8. */
  public void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends a whole answer. */
  public void send(Reply reply) throws IOException {
    send(reply.head());
    send(reply.body());
  }

  /** Sends the head of an answer whose body comes in chunks. */
  public void startChunked(int status, String contentType) throws IOException {
    send(
        "HTTP/1.1 "
            + status
            + " Scripted\r\nContent-Type: "
            + contentType
            + "\r\nTransfer-Encoding: chunked\r\n\r\n");
  }

  /** Sends bytes as one chunk of a body; none are nothing. */
  public void sendChunk(byte[] bytes) throws IOException {
    if (bytes.length > 0) {
      ByteArrayOutputStream chunk = new ByteArrayOutputStream(bytes.length + 16);
      chunk.writeBytes(
          (Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      chunk.writeBytes(bytes);
      chunk.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
      send(chunk.toByteArray());
    }
  }

  /** Sends the last chunk, which ends a body. */
  public void endChunked() throws IOException {
    send("0\r\n\r\n");
  }

  /** Does nothing for a while. */
  public void pause(Duration length) throws IOException {
    try {
      if (server.awaitClosed(Optional.of(length))) {
        throw new IOException("The server was closed");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** Waits until the client hangs up, which is counted, once for each connection. */
  public void awaitHangUp() {
    try {
      while (in.read() >= 0) {
        // More of what nobody asked for.
      }
    } catch (IOException e) {
      // That is a hang-up too, unless the server was closed.
    }
    hungUp();
  }

  /** Counts the client's hang-up, unless that has been done or the script left first. */
  void hungUp() {
    if (!over) {
      over = true;
      server.hungUp();
    }
  }

  /** Breaks the connection with an error at the other end. */
  public void reset() throws IOException {
    over = true;
    socket.setSoLinger(true, 0);
    socket.close();
  }
}
