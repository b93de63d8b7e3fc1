package dev.parley.openai.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.config.Config;
import dev.parley.config.ProviderSettings;
import dev.parley.config.Secret;
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

  private ProviderSettings settings(String setting, String... environment) {
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < environment.length; i += 2) {
      variables.put(environment[i], environment[i + 1]);
    }
    Config.Builder config =
        Config.standard(variables, folder).userFile(folder.resolve("none.properties"));
    if (setting != null) {
      config.set("openai.proxy", setting);
    }
    return config.build().settings("openai", new OpenAiProviderFactory().settings());
  }

  private static Proxy proxy(ProviderSettings settings, String server) {
    return ProxyChoice.of(settings, URI.create(server)).proxy();
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
    assertProxy(null, proxy(settings(null), SERVER));
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
    assertProxy(expected, proxy(settings(null, variable, value), server));
  }

  @Test
  void the_setting_wins_over_the_environment_and_its_exceptions() {
    ProviderSettings settings =
        settings("http://set.example:1", "HTTPS_PROXY", "http://env.example:2", "NO_PROXY", "*");
    assertProxy("set.example:1", proxy(settings, SERVER));
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
        ".host.example:443 | true",
        "api.host.example:8443 | false",
        "ost.example | false",
        "other.example | false",
        "api.host.example.org | false",
        ", | false"
      })
  void no_proxy_names_hosts_and_their_subdomains(String list, boolean excluded) {
    for (String variable : new String[] {"NO_PROXY", "no_proxy"}) {
      Proxy proxy =
          proxy(settings(null, "HTTPS_PROXY", "http://p.example:8080", variable, list), SERVER);
      assertProxy(excluded ? null : "p.example:8080", proxy);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:1", "http://127.0.0.1:1", "http://[::1]:1"})
  void a_server_on_this_machine_is_never_proxied(String server) {
    ProviderSettings settings =
        settings("http://set.example:1", "HTTP_PROXY", "http://env.example:2");
    assertProxy(null, proxy(settings, server));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://p.example",
        "socks4://p.example",
        "http://",
        "http://u:pw@",
        "http://u:pw%%@p.example:1",
        "http://u:pw@p.example/x"
      })
  void an_address_that_is_no_plain_http_proxy_is_refused_without_showing_it(String value) {
    ProviderSettings settings = settings(null, "HTTPS_PROXY", value);
    ConfigurationException e =
        assertThrows(ConfigurationException.class, () -> proxy(settings, SERVER));
    assertTrue(e.getMessage().contains("HTTPS_PROXY"), e::getMessage);
    assertFalse(e.getMessage().contains("pw"), e::getMessage);
  }

  @Test
  void an_address_that_is_not_needed_is_not_looked_at() {
    ProviderSettings settings =
        settings(null, "HTTPS_PROXY", "nonsense://", "NO_PROXY", "host.example");
    assertProxy(null, proxy(settings, SERVER));
  }

  @ParameterizedTest
  @CsvSource({
    "ALL_PROXY, socks5://p.example, SOCKS, p.example:1080",
    "all_proxy, socks5h://p.example:9, SOCKS, p.example:9",
    "ALL_PROXY, socks://p.example/, SOCKS, p.example:1080",
    "ALL_PROXY, http://[fd00::1]:3128, HTTP, fd00::1:3128",
    "HTTPS_PROXY, SOCKS5://p.example, SOCKS, p.example:1080"
  })
  void socks_and_all_proxy_count(String variable, String value, Proxy.Type type, String expected) {
    Proxy proxy = proxy(settings(null, variable, value), SERVER);
    InetSocketAddress address = (InetSocketAddress) proxy.address();
    assertEquals(type, proxy.type());
    assertEquals(expected, address.getHostString() + ":" + address.getPort());
  }

  @Test
  void the_variable_of_the_scheme_wins_over_that_for_all() {
    ProviderSettings settings =
        settings(null, "ALL_PROXY", "socks5://all.example", "https_proxy", "http://p.example:1");
    assertProxy("p.example:1", proxy(settings, SERVER));
    assertEquals(Proxy.Type.SOCKS, proxy(settings, "http://host.example").type());
  }

  @ParameterizedTest
  @CsvSource({"http://me:p%40ss%20w+d@p.example:1, me:p%40ss%20w+d", "socks5://me@p.example:1, me"})
  void a_user_and_a_password_are_taken_and_not_shown(String value, String user) {
    for (ProviderSettings settings :
        new ProviderSettings[] {settings(value), settings(null, "HTTPS_PROXY", value)}) {
      ProxyChoice choice = ProxyChoice.of(settings, URI.create(SERVER));
      assertEquals(Secret.of(user), choice.user().orElseThrow());
      assertFalse(choice.toString().contains("me"), choice::toString);
      assertFalse(settings.toString().contains("p%40ss"), settings::toString);
    }
  }

  @Test
  void the_setting_counts_as_a_secret() {
    ProviderSettings settings = settings("http://me:pass@p.example:1");
    assertEquals("{proxy=***}", settings.toString());
  }

  @Test
  void a_wrong_setting_is_refused_even_where_it_is_not_used() {
    ProviderSettings settings = settings("https://me:pw@p.example");
    ConfigurationException e =
        assertThrows(ConfigurationException.class, () -> proxy(settings, "http://localhost:1"));
    assertEquals("openai.proxy", e.setting().orElseThrow());
    assertFalse(e.getMessage().contains("pw@p"), e::getMessage);
  }
}
