package dev.parley.chatcompletions.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.spi.InterruptibleSockets;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Interrupting ends what a socket is waiting for, under TLS too. */
@Timeout(60)
class InterruptibleSocketsTest {
  private static final Duration BOUND = Duration.ofSeconds(10);
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private static RawServer silent() {
    return RawServer.start(
        connection -> {
          connection.readRequest();
          connection.awaitHangUp();
        });
  }

  private static void read(Socket socket) {
    try {
      socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      assertEquals(-1, socket.getInputStream().read());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertFreed(RawServer server, Socket socket) {
    Reader reader = Reader.start(() -> read(socket));
    assertTrue(server.awaitRequests(1, BOUND));
    reader.interrupt();
    reader.awaitEnd(BOUND);
    assertInstanceOf(UncheckedIOException.class, reader.failure());
    assertTrue(reader.interruptedAtEnd());
    assertTrue(server.awaitHangUps(1, BOUND));
  }

  @Test
  void every_way_to_make_a_socket_makes_an_interruptible_one() throws IOException {
    InterruptibleSockets sockets = new InterruptibleSockets();
    try (RawServer server = silent();
        Socket plain = sockets.createSocket();
        Socket byName = sockets.createSocket("127.0.0.1", server.port());
        Socket byAddress = sockets.createSocket(LOOPBACK, server.port());
        Socket bound = sockets.createSocket("127.0.0.1", server.port(), LOOPBACK, 0);
        Socket bound2 = sockets.createSocket(LOOPBACK, server.port(), LOOPBACK, 0)) {
      assertNotNull(plain.getChannel());
      assertFreed(server, byName);
      for (Socket socket : new Socket[] {byAddress, bound, bound2}) {
        assertTrue(socket.isConnected());
        assertNotNull(socket.getChannel());
      }
    }
  }

  @Test
  void interrupting_a_read_under_tls_hangs_up() throws Exception {
    SSLContext tls = tls();
    SSLServerSocket listener =
        (SSLServerSocket) tls.getServerSocketFactory().createServerSocket(0, 5, LOOPBACK);
    try (RawServer server =
            RawServer.start(
                listener,
                connection -> {
                  connection.readRequest();
                  connection.awaitHangUp();
                });
        Socket below = new InterruptibleSockets().createSocket(LOOPBACK, server.port());
        SSLSocket socket =
            (SSLSocket)
                tls.getSocketFactory().createSocket(below, "localhost", server.port(), true)) {
      socket.startHandshake();
      // SendOnce relies on this to look at the connection below.
      assertSame(below.getChannel(), socket.getChannel());
      assertInstanceOf(SocketChannel.class, socket.getChannel());
      assertFreed(server, socket);
    }
  }

  /** The self-signed certificate that WireMock carries. */
  private static SSLContext tls() throws Exception {
    KeyStore keys = KeyStore.getInstance("JKS");
    char[] password = "password".toCharArray();
    try (InputStream in =
        com.github.tomakehurst.wiremock.WireMockServer.class.getResourceAsStream("/keystore")) {
      keys.load(in, password);
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), new X509TrustManager[] {new TrustingManager()}, null);
    return context;
  }

  private static final class TrustingManager implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
