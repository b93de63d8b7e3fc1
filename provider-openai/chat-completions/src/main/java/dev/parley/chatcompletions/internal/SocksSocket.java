package dev.parley.chatcompletions.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A socket whose {@link #connect} goes to a proxy and asks that for the connection; else the socket
 * that leads there. Closing it breaks off the handshake too.
 */
@SuppressWarnings(
    "UnsynchronizedOverridesSynchronized") // The fields are volatile; close never waits.
final class SocksSocket extends Socket {
  private final SocksSockets factory;
  private volatile Socket below;
  private volatile boolean closed;

  /**
   * A socket that leads nowhere yet.
   *
   * @param below the first to try
   */
  SocksSocket(SocksSockets factory, Socket below) {
    this.factory = factory;
    this.below = below;
  }

  @Override
  public void connect(SocketAddress target) throws IOException {
    connect(target, 0);
  }

  @Override
  public void connect(SocketAddress target, int timeoutMillis) throws IOException {
    IOException failure = null;
    for (InetAddress address : factory.proxyAddresses()) {
      if (failure != null) {
        use(factory.plain());
      }
      try {
        below.connect(new InetSocketAddress(address, factory.proxy().getPort()), timeoutMillis);
      } catch (IOException e) {
        below.close();
        failure = e;
        continue;
      }
      factory.handshake(below, (InetSocketAddress) target);
      return;
    }
    throw failure == null ? new SocketException("The proxy has no address") : failure;
  }

  private void use(Socket next) throws IOException {
    below = next;
    if (closed) {
      next.close();
      throw new SocketException("Socket closed");
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    below.close();
  }

  @Override
  public boolean isClosed() {
    return closed || below.isClosed();
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return below.getInputStream();
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return below.getOutputStream();
  }

  @Override
  public @Nullable SocketChannel getChannel() {
    return below.getChannel();
  }

  @Override
  public boolean isConnected() {
    return below.isConnected();
  }

  @Override
  public boolean isBound() {
    return below.isBound();
  }

  @Override
  public boolean isInputShutdown() {
    return below.isInputShutdown();
  }

  @Override
  public boolean isOutputShutdown() {
    return below.isOutputShutdown();
  }

  @Override
  public void shutdownInput() throws IOException {
    below.shutdownInput();
  }

  @Override
  public void shutdownOutput() throws IOException {
    below.shutdownOutput();
  }

  @Override
  public @Nullable InetAddress getInetAddress() {
    return below.getInetAddress();
  }

  @Override
  public int getPort() {
    return below.getPort();
  }

  @Override
  public InetAddress getLocalAddress() {
    return below.getLocalAddress();
  }

  @Override
  public int getLocalPort() {
    return below.getLocalPort();
  }

  @Override
  public @Nullable SocketAddress getRemoteSocketAddress() {
    return below.getRemoteSocketAddress();
  }

  @Override
  public @Nullable SocketAddress getLocalSocketAddress() {
    return below.getLocalSocketAddress();
  }

  @Override
  public void setSoTimeout(int millis) throws SocketException {
    below.setSoTimeout(millis);
  }

  @Override
  public int getSoTimeout() throws SocketException {
    return below.getSoTimeout();
  }

  @Override
  public void setTcpNoDelay(boolean on) throws SocketException {
    below.setTcpNoDelay(on);
  }

  @Override
  public boolean getTcpNoDelay() throws SocketException {
    return below.getTcpNoDelay();
  }

  @Override
  public void setKeepAlive(boolean on) throws SocketException {
    below.setKeepAlive(on);
  }

  @Override
  public boolean getKeepAlive() throws SocketException {
    return below.getKeepAlive();
  }

  @Override
  public void setSoLinger(boolean on, int seconds) throws SocketException {
    below.setSoLinger(on, seconds);
  }

  @Override
  public int getSoLinger() throws SocketException {
    return below.getSoLinger();
  }

  @Override
  public String toString() {
    return below.toString();
  }
}
