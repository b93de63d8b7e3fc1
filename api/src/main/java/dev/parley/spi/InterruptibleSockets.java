package dev.parley.spi;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import javax.net.SocketFactory;

/**
 * Makes sockets whose blocking calls end when their thread is interrupted, as the contract of
 * {@link dev.parley.chat.ChatModel} wants it: those of channels do, by closing the connection (see
 * {@link java.nio.channels.InterruptibleChannel}); plain ones go on waiting. For HTTP clients that
 * take a {@link SocketFactory}; also below TLS. Thread-safe.
 */
public final class InterruptibleSockets extends SocketFactory {
  /** A factory; all are the same. */
  public InterruptibleSockets() {}

  @Override
  public Socket createSocket() throws IOException {
    return SocketChannel.open().socket();
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return bound(new InetSocketAddress(host, port), new InetSocketAddress(localHost, localPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return bound(new InetSocketAddress(host, port), new InetSocketAddress(localHost, localPort));
  }

  private static Socket connected(SocketAddress to) throws IOException {
    return SocketChannel.open(to).socket();
  }

  private static Socket bound(SocketAddress to, SocketAddress from) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.bind(from).connect(to);
      return channel.socket();
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }
}
