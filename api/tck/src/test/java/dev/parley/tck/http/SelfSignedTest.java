package dev.parley.tck.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A certificate that is trusted by who is told to, and by nobody else. */
@Timeout(60)
class SelfSignedTest {
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
  void the_certificate_is_signed_by_its_own_key() throws Exception {
    SelfSigned identity = SelfSigned.create();
    identity.certificate().verify(identity.certificate().getPublicKey());
    identity.certificate().checkValidity();
    assertEquals("SelfSigned[CN=localhost]", identity.toString());
  }
}
