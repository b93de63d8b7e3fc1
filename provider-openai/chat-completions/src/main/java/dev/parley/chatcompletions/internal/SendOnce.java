package dev.parley.chatcompletions.internal;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import okhttp3.Connection;
import okhttp3.Interceptor;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Sees to it that a request goes to a server once: who sends it again may get it done, and billed,
 * twice. Trying again is for policies, which know what it costs.
 *
 * <p>OkHttp's own retry is off, because it cannot tell a server that died over the request from one
 * that had hung up on an idle connection before. The latter happens every day, as many servers hang
 * up after five seconds; so a pooled connection is asked for it, without waiting, before the first
 * byte of a request is written, and replaced if need be.
 */
final class SendOnce {
  /** The pooled connection was dead; nothing has been sent. */
  private static final class HungUpException extends IOException {
    private static final long serialVersionUID = 1L;

    HungUpException() {
      super("the server has closed the idle connection");
    }
  }

  private SendOnce() {}

  /** As an application interceptor: takes another connection while the pool hands out dead ones. */
  static Response replaceDeadConnections(Interceptor.Chain chain, Request request)
      throws IOException {
    while (true) {
      PhaseListener listener = PhaseListener.of(request);
      if (listener != null) {
        listener.connecting();
      }
      try {
        return HttpProxy.ofServer(chain, request);
      } catch (HungUpException e) {
        // Its exchange has closed the connection, so that the pool drops it: this ends.
        if (chain.call().isCanceled()) {
          throw e;
        }
      }
    }
  }

  /** A network interceptor: refuses a pooled connection on which the server has hung up. */
  static Response refuseDeadConnection(Interceptor.Chain chain, HttpProxy proxy)
      throws IOException {
    Request request = chain.request();
    Connection connection = chain.connection();
    PhaseListener listener = PhaseListener.of(request);
    if (listener != null) {
      listener.connectionStands();
    }
    boolean pooled = listener != null && !listener.connected();
    if (pooled && connection != null && isDead(connection)) {
      throw new HungUpException();
    }
    Response response = proxy.proceed(chain, request);
    // OkHttp would take "Retry-After: 0" as an order to send the request again.
    return response.code() == 503 && "0".equals(response.header("Retry-After"))
        ? response.newBuilder().header("Retry-After", "0.0").build()
        : response;
  }

  /** One of HTTP/2 has a reader of its own, which takes it out of the pool when it ends. */
  private static boolean isDead(Connection connection) {
    return connection.protocol() == Protocol.HTTP_1_1 && hungUp(connection.socket());
  }

  /** Whether there is an end, an error, or bytes that nobody asked for. */
  private static boolean hungUp(Socket socket) {
    SocketChannel channel = socket.getChannel(); // TLS sockets tell that of the one below.
    if (channel == null) {
      return false;
    }
    try {
      channel.configureBlocking(false);
      try {
        return channel.read(ByteBuffer.allocate(1)) != 0;
      } finally {
        channel.configureBlocking(true);
      }
    } catch (IOException e) {
      return true;
    }
  }
}
