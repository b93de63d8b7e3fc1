package dev.parley.quickstart.stranger;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.spi.Watchdog;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * One POST over a connection of its own, and the lines of the answer. The caller's thread does all
 * of it: a channel wakes whom it blocks when that thread is interrupted, and when another thread
 * closes the channel.
 */
final class LineSocket {
  private static final int LONGEST_LINE = 1 << 20;

  final Watchdog.Watch watch;
  private final SocketChannel channel = SocketChannel.open();
  private InputStream in = InputStream.nullInputStream();
  private boolean chunked;
  private int leftOfChunk;

  LineSocket(Timeouts limits) throws IOException {
    watch = Watchdog.shared().watch(limits, this::cut);
  }

  /** Sends the text, waits for the head of the answer, and returns its status. */
  int post(URI to, String text) throws IOException {
    int port = to.getPort() < 0 ? 80 : to.getPort();
    channel.connect(new InetSocketAddress(InetAddress.getByName(to.getHost()), port));
    watch.enter(Kind.FIRST_EVENT);
    String head =
        "POST %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
            .formatted(to.getRawPath(), to.getRawAuthority(), text.getBytes(UTF_8).length);
    channel.socket().getOutputStream().write((head + text).getBytes(UTF_8));
    in = new BufferedInputStream(channel.socket().getInputStream());
    String status = line();
    if (status == null) {
      throw new EOFException("The connection ended before the answer");
    }
    boolean inChunks = false;
    for (String header = line(); header != null && !header.isEmpty(); header = line()) {
      inChunks |= header.replace(" ", "").equalsIgnoreCase("transfer-encoding:chunked");
    }
    chunked = inChunks;
    return Integer.parseInt(status.split(" ", 3)[1]);
  }

  /** The next line, without its end, or null if there is none that is whole. */
  @Nullable String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = read(); next != '\n'; next = read()) {
      if (next < 0) {
        return null;
      } else if (line.size() == LONGEST_LINE) {
        throw new IllegalArgumentException("The line is too long");
      }
      line.write(next);
    }
    String text = line.toString(UTF_8);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  private int read() throws IOException {
    if (chunked && leftOfChunk == 0 && !nextChunk()) {
      return -1;
    }
    leftOfChunk -= chunked ? 1 : 0;
    watch.activity(); // Somebody waits for a byte …
    int next = in.read();
    watch.pause(); // … and now nobody does: a reader that takes its time is no silence.
    return next;
  }

  private boolean nextChunk() throws IOException {
    chunked = false; // The lines between chunks are in none.
    String size = line();
    if (size != null && size.isEmpty()) { // It ended the last chunk.
      size = line();
    }
    leftOfChunk = size == null ? 0 : Integer.parseInt(size.split(";", 2)[0].strip(), 16);
    chunked = leftOfChunk > 0;
    return chunked;
  }

  /** Breaks the connection, at once, whoever is waiting for it. */
  void cut() {
    try {
      channel.close();
    } catch (IOException e) {
      // It is of no more use either way.
    }
  }
}
