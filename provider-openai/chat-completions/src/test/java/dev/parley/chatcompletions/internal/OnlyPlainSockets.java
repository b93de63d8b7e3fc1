package dev.parley.chatcompletions.internal;

import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/**
 * A factory that makes sockets that are connected later, as OkHttp asks for them, and no others.
 */
abstract class OnlyPlainSockets extends SocketFactory {
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
