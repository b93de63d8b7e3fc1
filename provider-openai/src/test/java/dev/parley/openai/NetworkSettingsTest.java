package dev.parley.openai;

import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.okForContentType;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionStream;
import dev.parley.chatcompletions.WireLog;
import dev.parley.config.Config;
import dev.parley.spi.Provider;
import dev.parley.tck.http.RecordedRequest;
import dev.parley.tck.http.Reply;
import dev.parley.tck.http.ScriptedServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the settings of the network do, seen from the other end. */
@Timeout(60)
class NetworkSettingsTest {
  private static final ChatRequest HI = ChatRequest.of("Hi");
  private static final String KEY = "sk-very-secret-1";
  private static final String ANSWER =
      "{\"id\":\"c\",\"choices\":[{\"message\":{\"content\":\"Hello\"},\"finish_reason\":\"stop\"}]}";
  private static final String CHUNKS =
      """
      data: {"choices":[{"delta":{"content":"Hel"}}]}

      data: {"choices":[{"delta":{"content":"lo"},"finish_reason":"stop"}]}

      data: [DONE]

      """;

  @TempDir static Path folder;
  private static WireMockServer secure;

  private static Provider open(String... settings) {
    Map<String, String> named = new LinkedHashMap<>(Map.of("openai.api-key", KEY));
    for (int i = 0; i < settings.length; i += 2) {
      named.put("openai." + settings[i], settings[i + 1]);
    }
    OpenAiProviderFactory factory = new OpenAiProviderFactory();
    return factory.open(Config.of(named).settings("openai", factory.settings()));
  }

  // HTTP/2

  @BeforeAll
  static void serveBehindTls() throws Exception {
    Path keys = folder.resolve("keys.p12");
    keytool("-genkeypair", "-alias it -keyalg EC -dname CN=localhost -ext san=ip:127.0.0.1", keys);
    keytool("-exportcert", "-rfc -alias it -file " + folder.resolve("ca.pem"), keys);
    secure =
        new WireMockServer(
            WireMockConfiguration.options()
                .bindAddress("127.0.0.1")
                .dynamicPort()
                .dynamicHttpsPort()
                .keystorePath(keys.toString())
                .keystoreType("PKCS12")
                .keystorePassword("password")
                .keyManagerPassword("password"));
    secure.start();
    secure.stubFor(post(anyUrl()).willReturn(okJson(ANSWER)));
    secure.stubFor(
        post(anyUrl())
            .withRequestBody(containing("\"stream\":true"))
            .willReturn(okForContentType("text/event-stream", CHUNKS)));
    secure.stubFor(
        post(anyUrl())
            .withRequestBody(containing("slow"))
            .willReturn(
                okForContentType("text/event-stream", CHUNKS).withChunkedDribbleDelay(20, 1_000)));
  }

  @AfterAll
  static void stop() {
    secure.stop();
  }

  private static void keytool(String command, String arguments, Path keys) throws Exception {
    String all = command + " " + arguments + " -storetype PKCS12 -storepass password -keystore";
    List<String> line =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    line.addAll(List.of(all.split(" ")));
    line.add(keys.toString());
    Process keytool = new ProcessBuilder(line).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, keytool.waitFor(), said);
  }

  @ParameterizedTest
  @CsvSource({"1.1, HTTP/1.1", "2, HTTP/2.0", "'', HTTP/1.1"})
  void the_version_of_http_is_as_set_behind_tls(String version, String spoken) {
    String[] more = version.isEmpty() ? new String[0] : new String[] {"http-version", version};
    secure.resetRequests();
    String[] settings = {
      "base-url",
      "https://127.0.0.1:" + secure.httpsPort() + "/v1",
      "trust",
      folder.resolve("ca.pem").toString()
    };
    try (Provider provider =
        open(Stream.of(settings, more).flatMap(Arrays::stream).toArray(String[]::new))) {
      ChatModel model = provider.chat("m");
      assertEquals("Hello", model.complete(HI).text());
      assertEquals("Hello", model.stream(HI).completion().text());
      assertEquals(
          List.of(spoken, spoken),
          secure.findAll(postRequestedFor(anyUrl())).stream()
              .map(LoggedRequest::getProtocol)
              .toList());
    }
  }

  @Test
  void a_stream_of_http_2_that_is_closed_leaves_its_sister_alive() {
    try (Provider provider =
            open(
                "base-url",
                "https://127.0.0.1:" + secure.httpsPort() + "/v1",
                "trust",
                folder.resolve("ca.pem").toString(),
                "http-version",
                "2");
        CompletionStream stays = provider.chat("m").stream(ChatRequest.of("slow"))) {
      CompletionStream left = provider.chat("m").stream(ChatRequest.of("slow"));
      Iterator<CompletionEvent> first = left.iterator();
      Iterator<CompletionEvent> second = stays.iterator();
      first.next();
      second.next();
      left.close();
      assertEquals("Hello", stays.completion().text());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1", "2"})
  void plain_http_is_never_upgraded(String version) {
    try (ScriptedServer server = ScriptedServer.answering(Reply.json(200, ANSWER));
        Provider provider = open("base-url", server.uri() + "/v1", "http-version", version)) {
      provider.chat("m").complete(HI);
      RecordedRequest sent = server.requests().get(0);
      for (String header : List.of("Upgrade", "HTTP2-Settings")) {
        assertTrue(sent.header(header).isEmpty(), header);
      }
      assertFalse(
          sent.header("Connection").orElse("").toLowerCase(Locale.ROOT).contains("upgrade"));
    }
  }

  // Proxies

  @Test
  void a_proxys_password_is_told_without_its_escapes() {
    try (ScriptedServer proxy = ScriptedServer.answering(Reply.json(200, ANSWER));
        Provider provider =
            open(
                "base-url", "http://server.invalid/v1",
                "allow-plain-http", "true",
                "proxy", "http://me:p%40ss%3A%20w+d@127.0.0.1:" + proxy.uri().getPort())) {
      assertEquals("Hello", provider.chat("m").complete(HI).text());
      String told = proxy.requests().get(0).header("Proxy-Authorization").orElseThrow();
      assertTrue(told.startsWith("Basic "), told);
      assertEquals(
          "me:p@ss: w+d",
          new String(Base64.getDecoder().decode(told.substring(6)), StandardCharsets.UTF_8));
    }
  }

  @Test
  void a_server_on_this_machine_is_told_nothing_of_the_proxy() {
    try (ScriptedServer server = ScriptedServer.answering(Reply.json(200, ANSWER));
        ScriptedServer proxy = ScriptedServer.answering(Reply.json(200, ANSWER));
        Provider provider =
            open(
                "base-url", server.uri() + "/v1",
                "proxy", "http://me:pass@127.0.0.1:" + proxy.uri().getPort())) {
      assertEquals("Hello", provider.chat("m").complete(HI).text());
      assertTrue(server.requests().get(0).header("Proxy-Authorization").isEmpty());
      assertEquals(0, proxy.accepted());
    }
  }

  // The wire log

  @ParameterizedTest
  @CsvSource({"off, false, false", "headers, true, false", "bodies, true, true"})
  void the_wire_log_has_one_switch(String value, boolean heads, boolean bodies) {
    Logger logger = Logger.getLogger(WireLog.LOGGER);
    List<String> lines = new CopyOnWriteArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord entry) {
            lines.add(entry.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    logger.setLevel(Level.ALL);
    logger.addHandler(handler);
    try (ScriptedServer server = ScriptedServer.answering(Reply.json(200, ANSWER));
        Provider provider =
            open("base-url", server.uri() + "/v1", "wire-log", value, "headers", "X-Team: blue7")) {
      provider.chat("m").complete(HI);
    } finally {
      logger.removeHandler(handler);
      logger.setLevel(null);
    }
    String log = lines.stream().collect(Collectors.joining("\n"));
    assertEquals(heads, log.contains("POST http://127.0.0.1:"), log);
    assertEquals(heads, log.contains("Authorization: ***"), log);
    assertEquals(heads, log.contains("X-Team: ***"), log);
    assertEquals(heads, log.contains(" 200 after "), log);
    assertEquals(bodies, log.contains("\"messages\""), log);
    assertEquals(bodies, log.contains("Hello"), log);
    assertFalse(log.contains(KEY) || log.contains("blue7"), log);
  }
}
