package dev.parley.tck.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A certificate that is trusted by who is told to, and by nobody else. */
@Timeout(60)
class SelfSignedTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private static ScriptedServer server(SelfSigned identity) {
    return ScriptedServer.startTls(
        identity.serverSockets(),
        connection -> {
          connection.readRequest();
          connection.send(Reply.json(200, "{}"));
        });
  }

  private static HttpsURLConnection connection(ScriptedServer server, String host)
      throws IOException {
    return (HttpsURLConnection)
        server
            .uri()
            .resolve("https://" + host + ":" + server.uri().getPort() + "/")
            .toURL()
            .openConnection();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost"})
  void who_trusts_it_is_answered(String host) throws IOException {
    SelfSigned identity = SelfSigned.create();
    try (ScriptedServer server = server(identity)) {
      HttpsURLConnection connection = connection(server, host);
      connection.setSSLSocketFactory(identity.trust().getSocketFactory());
      try (InputStream body = connection.getInputStream()) {
        assertEquals(identity.certificate(), connection.getServerCertificates()[0]);
        assertEquals("{}", new String(body.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
  }

  @Test
  void nobody_else_trusts_it() throws IOException {
    try (ScriptedServer server = server(SelfSigned.create())) {
      HttpsURLConnection anybody = connection(server, "127.0.0.1");
      assertThrows(SSLException.class, anybody::getResponseCode);
      HttpsURLConnection other = connection(server, "127.0.0.1");
      other.setSSLSocketFactory(SelfSigned.create().trust().getSocketFactory());
      assertThrows(SSLException.class, other::getResponseCode);
      assertEquals(0, server.requests().size());
    }
  }

  @Test
  void hang_ups_are_seen_and_scripts_freed_over_tls_too() throws Exception {
    SelfSigned identity = SelfSigned.create();
    CountDownLatch sending = new CountDownLatch(1);
    ScriptedServer server =
        ScriptedServer.startTls(
            identity.serverSockets(),
            connection -> {
              connection.readRequest();
              connection.send("Once");
              if (connection.number() == 0) {
                connection.awaitHangUp();
              } else {
                sending.countDown();
                connection.send(new byte[64 << 20]); // More than buffers take.
              }
            });
    try {
      Socket leaving = begun(server, identity);
      assertFalse(server.awaitHangUps(1, Duration.ZERO));
      leaving.close();
      assertTrue(server.awaitHangUps(1, SOON));
      try (Socket idle = begun(server, identity)) {
        assertTrue(sending.await(SOON.toMillis(), TimeUnit.MILLISECONDS));
        long before = -1;
        while (before != server.bytesSent()) {
          before = server.bytesSent();
          assertFalse(server.awaitHangUps(2, Duration.ofMillis(50)));
        }
        server.close();
        assertTrue(server.awaitOpenConnections(0, SOON));
        assertFalse(idle.isClosed(), "the client stayed, and read nothing");
      }
    } finally {
      server.close();
    }
  }

  /** A connection that has got the first bytes. */
  private static Socket begun(ScriptedServer server, SelfSigned identity) throws IOException {
    Socket socket =
        identity
            .trust()
            .getSocketFactory()
            .createSocket(server.uri().getHost(), server.uri().getPort());
    socket.getOutputStream().write(RawClient.GET.getBytes(StandardCharsets.UTF_8));
    byte[] read = socket.getInputStream().readNBytes(4);
    assertEquals("Once", new String(read, StandardCharsets.UTF_8));
    return socket;
  }

  @Test
  void the_certificate_is_signed_by_its_own_key() throws Exception {
    SelfSigned identity = SelfSigned.create();
    identity.certificate().verify(identity.certificate().getPublicKey());
    identity.certificate().checkValidity();
    assertEquals("SelfSigned[CN=localhost]", identity.toString());
  }
}
