package dev.parley.tck.toy;

import dev.parley.config.Secret;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** As much HTTP as the toy needs: one request, one answer, read piece by piece. */
final class ToyHttp {
  private final SocketChannel channel;
  private final Runnable onBytes;
  private final ByteBuffer buffer = ByteBuffer.allocate(8_192).flip();
  private final Map<String, String> headers = new HashMap<>();
  private int status;
  private boolean chunked;
  private long left;

  ToyHttp(SocketChannel channel, Runnable onBytes) {
    this.channel = channel;
    this.onBytes = onBytes;
  }

  void send(URI server, Secret key, boolean streaming, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    String head =
        "POST /ask HTTP/1.1\r\nHost: %s\r\nX-Key: %s\r\nX-Answer: %s\r\nContent-Length: %d\r\n\r\n"
            .formatted(
                server.getAuthority(), key.reveal(), streaming ? "stream" : "whole", body.length);
    channel.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.ISO_8859_1)));
    channel.write(ByteBuffer.wrap(body));
  }

  void readHead() throws IOException {
    status = Integer.parseInt(headLine().split(" ", 3)[1]);
    for (String line = headLine(); !line.isEmpty(); line = headLine()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    chunked = headers.containsKey("transfer-encoding");
    left = chunked ? 0 : Long.parseLong(headers.getOrDefault("content-length", "0"));
  }

  int status() {
    return status;
  }

  Optional<String> header(String lowerCaseName) {
    return Optional.ofNullable(headers.get(lowerCaseName));
  }

  private String headLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = read(); next != '\n'; next = read()) {
      line.write(next);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }

  /** The next bytes of the body, no more than came together; null at the end of the body. */
  byte @Nullable [] piece() throws IOException {
    if (left == 0 && chunked) {
      left = Long.parseLong(headLine(), 16);
      chunked = left > 0;
    }
    if (left == 0) {
      return null;
    }
    fill();
    byte[] piece = new byte[(int) Math.min(left, buffer.remaining())];
    buffer.get(piece);
    left -= piece.length;
    if (left == 0 && chunked) {
      headLine();
    }
    return piece;
  }

  private int read() throws IOException {
    fill();
    return buffer.get() & 0xff;
  }

  private void fill() throws IOException {
    if (!buffer.hasRemaining()) {
      buffer.clear();
      int count = channel.read(buffer);
      buffer.flip();
      if (count < 0) {
        throw new EOFException("The connection was closed in the middle of an answer");
      }
      onBytes.run();
    }
  }
}
