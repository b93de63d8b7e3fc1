package dev.parley.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatRequest;
import dev.parley.config.Secret;
import dev.parley.error.ConfigurationException;
import dev.parley.error.TransportException;
import dev.parley.spi.Provider;
import dev.parley.tck.http.Reply;
import dev.parley.tck.http.ScriptedServer;
import dev.parley.tck.http.SelfSigned;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers with certificates that the JVM does not know. */
@Timeout(60)
class TrustTest {
  private static final ChatRequest HI = ChatRequest.of("Hi");
  private static final String ANSWER =
      "{\"id\":\"c\",\"choices\":[{\"message\":{\"content\":\"Hello\"},\"finish_reason\":\"stop\"}]}";

  private final SelfSigned certificate = SelfSigned.create();

  @TempDir Path folder;

  private ScriptedServer server() {
    return ScriptedServer.startTls(
        certificate.serverSockets(),
        connection -> {
          while (connection.readRequest().isPresent()) {
            connection.send(Reply.json(200, ANSWER));
          }
        });
  }

  private static OpenAi.Builder at(ScriptedServer server) {
    return OpenAi.builder().baseUrl(server.uri().resolve("/v1")).apiKey(Secret.of("k"));
  }

  private Path pem(String name, SelfSigned... certificates)
      throws IOException, GeneralSecurityException {
    StringBuilder text = new StringBuilder("# ours\n");
    for (SelfSigned each : certificates) {
      text.append("-----BEGIN CERTIFICATE-----\n")
          .append(
              Base64.getMimeEncoder(64, new byte[] {'\n'})
                  .encodeToString(each.certificate().getEncoded()))
          .append("\n-----END CERTIFICATE-----\n");
    }
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void a_certificate_that_nobody_vouches_for_is_refused_before_the_key_is_sent() {
    try (ScriptedServer server = server();
        Provider provider = at(server).build()) {
      TransportException e =
          assertThrows(TransportException.class, () -> provider.chat("m").complete(HI));
      assertTrue(e.getMessage().contains("certificate"), e::getMessage);
      assertEquals(0, server.requests().size());
    }
  }

  @Test
  void a_file_names_the_certificates_that_are_trusted() throws Exception {
    Path file = pem("ca.pem", SelfSigned.create(), certificate);
    try (ScriptedServer server = server();
        Provider provider = at(server).set("trust", file.toString()).build()) {
      assertEquals("Hello", provider.chat("m").complete(HI).text());
      assertEquals("Hello", provider.chat("m").complete(HI).text());
      assertEquals(1, server.accepted());
    }
  }

  @Test
  void others_are_not_trusted_then() throws Exception {
    Path file = pem("ca.pem", SelfSigned.create());
    try (ScriptedServer server = server();
        Provider provider = at(server).set("trust", file.toString()).build()) {
      assertThrows(TransportException.class, () -> provider.chat("m").complete(HI));
      assertEquals(0, server.requests().size());
    }
  }

  @Test
  void the_host_must_be_that_of_the_certificate() throws Exception {
    Path file = pem("ca.pem", certificate);
    try (ScriptedServer server = server();
        Provider provider =
            OpenAi.builder()
                .baseUrl(java.net.URI.create("https://127.0.0.2:" + server.uri().getPort()))
                .set("trust", file.toString())
                .build()) {
      assertThrows(TransportException.class, () -> provider.chat("m").complete(HI));
      assertEquals(0, server.requests().size());
    }
  }

  @Test
  void the_typed_door_takes_a_context() throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("it", certificate.certificate());
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    X509TrustManager trust = (X509TrustManager) factory.getTrustManagers()[0];
    try (ScriptedServer server = server();
        Provider provider = at(server).tls(certificate.trust(), trust).build()) {
      assertEquals("Hello", provider.chat("m").complete(HI).text());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "words",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\n"
      })
  void a_file_that_holds_none_is_told_when_the_provider_is_opened(String text) throws IOException {
    Path file = folder.resolve("bad.pem");
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    OpenAi.Builder builder = OpenAi.builder().apiKey(Secret.of("k")).set("trust", file.toString());
    ConfigurationException e = assertThrows(ConfigurationException.class, builder::build);
    assertEquals("openai.trust", e.setting().orElseThrow());
    assertFalse(e.getMessage().contains(folder.toString()), e::getMessage);
  }
}
