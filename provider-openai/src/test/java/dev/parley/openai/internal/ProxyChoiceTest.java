package dev.parley.openai.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.config.Config;
import dev.parley.error.ConfigurationException;
import dev.parley.openai.OpenAiProviderFactory;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyChoiceTest {
  private static final String SERVER = "https://api.host.example/v1";

  @TempDir Path folder;

  private ProxyChoice choice(String setting, String... environment) {
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < environment.length; i += 2) {
      variables.put(environment[i], environment[i + 1]);
    }
    Config.Builder config =
        Config.standard(variables, folder).userFile(folder.resolve("none.properties"));
    if (setting != null) {
      config.set("openai.proxy", setting);
    }
    return ProxyChoice.of(
        config.build().settings("openai", new OpenAiProviderFactory().settings()));
  }

  private static void assertProxy(String expected, Proxy proxy) {
    if (expected == null) {
      assertEquals(Proxy.NO_PROXY, proxy);
      return;
    }
    InetSocketAddress address = (InetSocketAddress) proxy.address();
    assertTrue(address.isUnresolved());
    assertEquals(Proxy.Type.HTTP, proxy.type());
    assertEquals(expected, address.getHostString() + ":" + address.getPort());
  }

  @Test
  void there_is_none_unless_one_is_set() {
    assertProxy(null, choice(null).forServer(URI.create(SERVER)));
  }

  @ParameterizedTest
  @CsvSource({
    "https://host.example, HTTPS_PROXY, http://p.example:8080, p.example:8080",
    "https://host.example, https_proxy, http://p.example:8080/, p.example:8080",
    "https://host.example, HTTPS_PROXY, p.example:8080, p.example:8080",
    "https://host.example, HTTPS_PROXY, p.example, p.example:80",
    "https://host.example, HTTP_PROXY, http://p.example:8080, ",
    "http://host.example, HTTP_PROXY, http://p.example:8080, p.example:8080",
    "HTTP://host.example, http_proxy, http://p.example:8080, p.example:8080",
    "http://host.example, HTTPS_PROXY, http://p.example:8080, "
  })
  void the_variable_of_the_servers_scheme_counts(
      String server, String variable, String value, String expected) {
    assertProxy(expected, choice(null, variable, value).forServer(URI.create(server)));
  }

  @Test
  void the_setting_wins_over_the_environment_and_its_exceptions() {
    ProxyChoice choice =
        choice("http://set.example:1", "HTTPS_PROXY", "http://env.example:2", "NO_PROXY", "*");
    assertProxy("set.example:1", choice.forServer(URI.create(SERVER)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "* | true",
        "api.host.example | true",
        "API.Host.Example | true",
        "host.example | true",
        ".host.example | true",
        "*.host.example | true",
        "a.example, host.example | true",
        "api.host.example:443 | true",
        "ost.example | false",
        "other.example | false",
        "api.host.example.org | false",
        ", | false"
      })
  void no_proxy_names_hosts_and_their_subdomains(String list, boolean excluded) {
    for (String variable : new String[] {"NO_PROXY", "no_proxy"}) {
      Proxy proxy =
          choice(null, "HTTPS_PROXY", "http://p.example:8080", variable, list)
              .forServer(URI.create(SERVER));
      assertProxy(excluded ? null : "p.example:8080", proxy);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:1", "http://127.0.0.1:1", "http://[::1]:1"})
  void a_server_on_this_machine_is_never_proxied(String server) {
    ProxyChoice choice = choice("http://set.example:1", "HTTP_PROXY", "http://env.example:2");
    assertProxy(null, choice.forServer(URI.create(server)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://p.example", "socks5://p.example", "http://", "http://u:pw@p.example:1"})
  void an_address_that_is_no_plain_http_proxy_is_refused_without_showing_it(String value) {
    ProxyChoice choice = choice(null, "HTTPS_PROXY", value);
    ConfigurationException e =
        assertThrows(ConfigurationException.class, () -> choice.forServer(URI.create(SERVER)));
    assertTrue(e.getMessage().contains("HTTPS_PROXY"), e::getMessage);
    assertFalse(e.getMessage().contains("pw"), e::getMessage);
  }

  @Test
  void an_address_that_is_not_needed_is_not_looked_at() {
    ProxyChoice choice = choice(null, "HTTPS_PROXY", "nonsense://", "NO_PROXY", "host.example");
    assertProxy(null, choice.forServer(URI.create(SERVER)));
  }
}
