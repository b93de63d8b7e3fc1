package dev.parley.chatcompletions.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.List;
import javax.net.SocketFactory;
import okhttp3.Dns;

/**
 * Makes sockets that go through a SOCKS 5 proxy. The JDK's own would not do: they are not
 * interruptible, and take the proxy's password from an authenticator that the whole JVM shares.
 */
final class SocksSockets extends SocketFactory {
  /** Knows every name, by no address: the proxy looks them up. */
  static final Dns NAMES_FOR_THE_PROXY =
      hostname -> List.of(InetAddress.getByAddress(hostname, new byte[4]));

  private final SocketFactory sockets;
  private final Dns names;
  private final Network network;

  /**
   * A factory.
   *
   * @param sockets lead to the proxy
   * @param names where the proxy's own name is looked up
   */
  SocksSockets(SocketFactory sockets, Dns names, Network network) {
    this.sockets = sockets;
    this.names = names;
    this.network = network;
  }

  @Override
  public Socket createSocket() throws IOException {
    return new SocksSocket(this, sockets.createSocket());
  }

  /** A plain one, which leads nowhere yet. */
  Socket plain() throws IOException {
    return sockets.createSocket();
  }

  List<InetAddress> proxyAddresses() throws UnknownHostException {
    return names.lookup(proxy().getHostString());
  }

  InetSocketAddress proxy() {
    return (InetSocketAddress) network.proxy().address();
  }

  /** Turns a socket that leads to the proxy into one that leads to {@code target}. */
  void handshake(Socket socket, InetSocketAddress target) throws IOException {
    new SocksHandshake(socket, network.proxyName(), network.login()).connect(target);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected(InetSocketAddress.createUnresolved(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return createSocket(host, port);
  }

  private Socket connected(InetSocketAddress target) throws IOException {
    Socket socket = createSocket();
    socket.connect(target);
    return socket;
  }
}
