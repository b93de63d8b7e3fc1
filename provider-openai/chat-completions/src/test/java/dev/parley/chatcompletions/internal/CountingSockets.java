package dev.parley.chatcompletions.internal;

import dev.parley.spi.InterruptibleSockets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.SocketFactory;

/** Interruptible sockets, counted. */
final class CountingSockets extends SocketFactory {
  private final InterruptibleSockets sockets = new InterruptibleSockets();
  private final AtomicInteger count;

  CountingSockets(AtomicInteger count) {
    this.count = count;
  }

  @Override
  public Socket createSocket() throws IOException {
    count.incrementAndGet();
    return sockets.createSocket();
  }

  @Override
  public Socket createSocket(String host, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
    throw new UnsupportedOperationException();
  }
}
