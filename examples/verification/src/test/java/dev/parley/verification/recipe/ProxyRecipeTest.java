package dev.parley.verification.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.parley.verification.recipe.RecipeHome.Ran;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The address of OpenAI itself, through a proxy that leads to a server of this machine, which shows
 * a certificate for that name. The name is never looked up.
 */
@EnabledOnOs(OS.LINUX)
class ProxyRecipeTest {
  private static final String PASSWORD = "changeit";
  private static final String EXAMPLE = "proxy.example.com:3128";

  @TempDir Path folder;
  private RecipeHome home;
  private StubModel model;
  private TunnelProxy proxy;

  @BeforeEach
  void begin() throws Exception {
    try (StubModel other = StubModel.start()) {
      home = new RecipeHome(folder).prepare(other.settings());
    }
    home.write(".config/parley/parley.properties", "model = openai:" + StubModel.MODEL + "\n");
    model = StubModel.on(https());
    proxy = new TunnelProxy(model.port());
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
    model.close();
  }

  private HttpsServer https() throws Exception {
    Path keys = folder.resolve("keys.p12");
    String keytool =
        "'%s/bin/keytool' %s -alias it -keystore '%s' -storetype PKCS12 -storepass " + PASSWORD;
    String java = System.getProperty("java.home");
    String name = " -keyalg EC -dname CN=api.openai.com -ext SAN=dns:api.openai.com";
    home.sh(keytool.formatted(java, "-genkeypair", keys) + name).well();
    home.sh(keytool.formatted(java, "-exportcert -rfc", keys) + " >\"$HOME/company-ca.pem\"")
        .well();

    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    return server;
  }

  @Test
  void the_page_works_from_its_beginning_to_its_end() throws Exception {
    RecipePage page = RecipePage.read("proxy");
    RecipePage.Code exported = page.next().with(EXAMPLE, proxy.address());
    Ran untrusted = home.run(exported);
    assertEquals(11, untrusted.code());
    assertTrue(untrusted.err().contains("certificate"), untrusted.err());
    assertEquals(List.of(), model.asked());

    // Of what the page says later on, this is needed here already.
    home.variable("OPENAI_TRUST", home.home().resolve("company-ca.pem").toString());
    assertEquals("It answers.\n", home.run(exported).well().out());
    assertTunnel("Host: api.openai.com");
    assertEquals("Bearer " + StubModel.KEY, model.last().authorization());

    Path file = home.write("proxy.txt", "http://ada:pass%40word@" + proxy.address() + "\n");
    assertTrue(home.run(page.next()).well().out().endsWith("\nIt answers.\n"), "it is kept");
    assertTunnel(
        "Proxy-Authorization: Basic "
            + Base64.getEncoder().encodeToString("ada:pass@word".getBytes(StandardCharsets.UTF_8)));
    assertFalse(Files.exists(file));

    home.variable("OPENAI_TRUST", "");
    assertEquals("It answers.\n", home.run(page.next()).well().out());
    RecipePage.Code socks = page.next().with("127.0.0.1:1080", proxy.address());
    assertEquals("It answers.\n", home.run(socks).well().out());
    assertEquals("socks api.openai.com", proxy.wanted().get(proxy.wanted().size() - 1));

    int before = model.asked().size();
    Ran checked = home.run(page.next()).well();
    assertTrue(checked.out().lines().noneMatch(line -> line.startsWith("FAIL")), checked::out);
    assertEquals(before, model.asked().size(), "a check asks nothing");
    page.end();
  }

  private void assertTunnel(String header) {
    String head = proxy.wanted().get(proxy.wanted().size() - 1);
    assertTrue(head.startsWith("CONNECT api.openai.com:443 HTTP/1.1\r\n"), head);
    assertTrue(head.contains("\r\n" + header), head);
    assertFalse(head.contains(StubModel.KEY), head);
  }

  @Test
  void a_proxy_that_is_not_there_is_told_with_its_code() throws Exception {
    RecipePage page = RecipePage.read("proxy");
    proxy.close();
    Ran ran = home.run(page.next().with(EXAMPLE, proxy.address()));
    assertEquals(11, ran.code());
    assertTrue(ran.err().contains("proxy"), ran.err());
    assertEquals(List.of(), model.asked());
  }
}
