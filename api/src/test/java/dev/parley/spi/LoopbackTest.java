package dev.parley.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ModelId;
import dev.parley.error.RefusedLocallyException;
import dev.parley.error.RefusedLocallyException.Limiter;
import java.net.URI;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LocalHost",
        "app.localhost",
        "a.b.LOCALHOST",
        "127.0.0.1",
        "127.9.9.9",
        "127.0.0.0",
        "127.255.255.255",
        "127.10.199.249",
        "::1",
        "[::1]",
        "0:0:0:0:0:0:0:1",
        "[0:0:0:0:0:0:0:1]"
      })
  void hosts_of_this_machine(String host) {
    assertTrue(Loopback.names(host));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost.",
        ".localhost.example",
        "localhost.example.com",
        "notlocalhost",
        "localhost4",
        "local-host",
        "localdomain",
        "127.0.0.1.example.com",
        "example.127.0.0.1",
        "127.0.0.1@example.com",
        "127.0.0.1:80",
        "localhost:80",
        "localhost/",
        "localhost\u0000",
        " localhost",
        "127.0.0.1 ",
        "127.0.0.1\n",
        "localhost\n",
        "127.0.0",
        "127.1",
        "127",
        "127.0.0.1.",
        "127.0.0.0.1",
        "127.0.0.256",
        "127.0.0.999",
        "127.0.0.01",
        "127.0.0.010",
        "0127.0.0.1",
        "127.0.0.0x1",
        "0x7f.0.0.1",
        "0x7f000001",
        "2130706433",
        "017700000001",
        "127.0.0.-1",
        "127.0.0.+1",
        "127..0.1",
        "1\u0662\u0667.0.0.1",
        "\uFF11\uFF12\uFF17.0.0.1",
        "127\u3002000.0.1",
        "0.0.0.0",
        "0",
        "126.255.255.255",
        "128.0.0.1",
        "10.0.0.1",
        "192.168.0.1",
        "169.254.169.254",
        "192.0.2.1",
        "::",
        "[::]",
        "::2",
        "::1%lo",
        "1::",
        "2001:db8::1",
        "fe80::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:192.0.2.1",
        "::1.example.com",
        "ip6-localhost"
      })
  void hosts_that_are_or_may_be_elsewhere(String host) {
    assertFalse(Loopback.names(host));
  }

  @Test
  void a_host_elsewhere_is_refused_with_the_setting_that_does_so() {
    ModelId model = new ModelId("work", "m");
    Loopback.require(model, URI.create("http://127.0.0.1:8080/v1"));

    URI elsewhere = URI.create("https://somebody:secret@server.example:8443/path");
    RefusedLocallyException refused =
        assertThrows(RefusedLocallyException.class, () -> Loopback.require(model, elsewhere));

    assertEquals(Limiter.OFFLINE, refused.limiter());
    assertEquals(model, refused.model());
    assertTrue(
        refused.getMessage().contains(" https://server.example:8443, "), refused::getMessage);
    assertTrue(refused.getMessage().contains("\"offline\""), refused::getMessage);
  }

  @Test
  void an_address_without_a_host_is_refused() {
    ModelId model = new ModelId("work", "m");
    assertThrows(
        RefusedLocallyException.class, () -> Loopback.require(model, URI.create("http:/path")));
  }

  @Test
  void the_language_of_the_machine_does_not_matter() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("tr"));
    try {
      assertTrue(Loopback.names("IN.LOCALHOST"));
    } finally {
      Locale.setDefault(before);
    }
  }
}
