package dev.parley.chatcompletions.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.function.Consumer;
import javax.net.SocketFactory;

/** Sockets that tell where they should go, and go to a port of this machine. */
final class DivertedSockets extends SocketFactory {
  private final InetSocketAddress target;
  private final Consumer<SocketAddress> dialled;

  DivertedSockets(int port, Consumer<SocketAddress> dialled) {
    this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    this.dialled = dialled;
  }

  @Override
  public Socket createSocket() {
    return new Socket() {
      @Override
      public void connect(SocketAddress endpoint, int timeout) throws IOException {
        dialled.accept(endpoint);
        super.connect(target, timeout);
      }
    };
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    throw new IOException("Nobody asks for a connected socket");
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    throw new IOException("Nobody asks for a connected socket");
  }

  @Override
  public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
      throws IOException {
    return createSocket(address, port);
  }
}
