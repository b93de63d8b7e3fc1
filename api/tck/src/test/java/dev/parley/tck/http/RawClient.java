package dev.parley.tck.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A client that sees every byte. */
final class RawClient implements AutoCloseable {
  static final String GET = "GET /a?b=c HTTP/1.1\r\nHost: scripted\r\n\r\n";

  private final Socket socket;

  RawClient(ScriptedServer server) throws IOException {
    socket = new Socket(server.uri().getHost(), server.uri().getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(10_000);
  }

  RawClient send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** So many bytes, exactly. */
  String read(int bytes) throws IOException {
    byte[] read = socket.getInputStream().readNBytes(bytes);
    if (read.length < bytes) {
      throw new IOException("Only " + read.length + " bytes came");
    }
    return new String(read, StandardCharsets.UTF_8);
  }

  /** Reads just as much as that, which must come. */
  RawClient reads(String expected) throws IOException {
    String read = read(expected.getBytes(StandardCharsets.UTF_8).length);
    if (!read.equals(expected)) {
      throw new IOException("Read " + read + ", not " + expected);
    }
    return this;
  }

  /** All that comes until the end. */
  String readAll() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    socket.getInputStream().transferTo(all);
    return all.toString(StandardCharsets.UTF_8);
  }

  /** Whether the connection breaks with an error, rather than ends. */
  boolean breaks() throws IOException {
    try {
      readAll();
      return false;
    } catch (SocketException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
