package dev.parley.chatcompletions.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A port of the loopback interface that refuses whoever connects, and that nobody else gets. */
final class ClosedPort implements AutoCloseable {
  private final Socket bound = new Socket();

  ClosedPort() throws IOException {
    bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  int number() {
    return bound.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    bound.close();
  }
}
