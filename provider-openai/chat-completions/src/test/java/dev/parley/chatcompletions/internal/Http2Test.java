package dev.parley.chatcompletions.internal;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.okForContentType;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static dev.parley.chatcompletions.internal.Wire.DONE;
import static dev.parley.chatcompletions.internal.Wire.HI;
import static dev.parley.chatcompletions.internal.Wire.KEY;
import static dev.parley.chatcompletions.internal.Wire.finish;
import static dev.parley.chatcompletions.internal.Wire.response;
import static dev.parley.chatcompletions.internal.Wire.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.extension.requestfilter.RequestFilterAction;
import com.github.tomakehurst.wiremock.extension.requestfilter.StubRequestFilterV2;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.chatcompletions.KeyHeader;
import dev.parley.chatcompletions.WireLog;
import dev.parley.config.Secret;
import dev.parley.error.CancelledException;
import dev.parley.error.TimedOutException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.Dns;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/2 where it is asked for: calls share a connection, and each ends by itself. */
@Timeout(120)
class Http2Test {
  private static final Duration BOUND = Duration.ofSeconds(10);
  private static final ChatRequest SILENT = ChatRequest.of("silent");
  private static final ChatRequest SLOW = ChatRequest.of("slow");
  private static final String PASSWORD = "password";

  @TempDir static Path folder;
  private static final AtomicInteger BEGUN = new AtomicInteger();
  private static WireMockServer server;
  private static Tls tls;

  private final AtomicInteger connections = new AtomicInteger();

  @BeforeEach
  void count() {
    BEGUN.set(0);
  }

  @BeforeAll
  static void start() throws Exception {
    Path store = folder.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    "it",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=localhost",
                    "-storetype",
                    "PKCS12",
                    "-ext",
                    "san=ip:127.0.0.1",
                    "-storepass",
                    PASSWORD,
                    "-keystore",
                    store.toString()))
            .redirectErrorStream(true)
            .start();
    keytool.getInputStream().readAllBytes();
    assertEquals(0, keytool.waitFor());
    tls = trusting(store);
    server =
        new WireMockServer(
            WireMockConfiguration.options()
                .bindAddress("127.0.0.1")
                .dynamicPort()
                .dynamicHttpsPort()
                .extensions(new Counting())
                .keystorePath(store.toString())
                .keystoreType("PKCS12")
                .keystorePassword(PASSWORD)
                .keyManagerPassword(PASSWORD));
    server.start();
    server.stubFor(
        post(anyUrl())
            .willReturn(
                okForContentType("text/event-stream", text("Hello") + finish("stop") + DONE)));
    server.stubFor(
        post(anyUrl())
            .withRequestBody(containing("silent"))
            .willReturn(aResponse().withFixedDelay(60_000)));
    server.stubFor(
        post(anyUrl())
            .withRequestBody(containing("slow"))
            .willReturn(
                okForContentType("text/event-stream", text("Hello") + finish("stop") + DONE)
                    .withChunkedDribbleDelay(10, 1_500)));
  }

  @AfterAll
  static void stop() {
    server.stop();
  }

  private static Tls trusting(Path file) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("it", keys.getCertificate("it"));
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    X509TrustManager trust = (X509TrustManager) factory.getTrustManagers()[0];
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {trust}, null);
    return new Tls(context, trust);
  }

  private HttpTransport transport(Supplier<Secret> key) {
    Endpoint endpoint =
        new Endpoint(
            "work",
            URI.create("https://127.0.0.1:" + server.httpsPort() + "/v1"),
            Map.of(),
            Map.of(),
            key,
            KeyHeader.AUTHORIZATION,
            "",
            "",
            false,
            false);
    return new HttpTransport(
        endpoint,
        new Network(Proxy.NO_PROXY, null, tls, true, WireLog.OFF),
        new CountingSockets(connections),
        Dns.SYSTEM);
  }

  private HttpTransport transport() {
    return transport(() -> Secret.of(KEY));
  }

  private Reader reading(ChatModel model, ChatRequest request) {
    return Reader.start(() -> assertEquals("Hello", model.stream(request).completion().text()));
  }

  @Test
  void calls_share_one_connection_of_http_2() {
    try (HttpTransport transport = transport()) {
      ChatModel model = Wire.model(transport);
      List<Reader> readers = new java.util.ArrayList<>();
      assertEquals("Hello", model.stream(HI).completion().text());
      for (int i = 0; i < 20; i++) {
        readers.add(reading(model, SLOW));
      }
      // Why this is not the default: threads, as many as connections.
      assertTrue(
          Thread.getAllStackTraces().keySet().stream()
              .anyMatch(thread -> thread.getName().equals("OkHttp 127.0.0.1")));
      readers.forEach(reader -> assertNull(reader.awaitEnd(BOUND).failure()));
      assertEquals(1, connections.get());
    }
    server
        .getAllServeEvents()
        .forEach(event -> assertEquals("HTTP/2.0", event.getRequest().getProtocol()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"close", "interrupt", "time-out"})
  void a_call_that_ends_early_leaves_its_sisters_alone(String how) throws Exception {
    try (HttpTransport transport = transport()) {
      ChatModel model = Wire.model(transport);
      assertEquals("Hello", model.stream(HI).completion().text());
      ChatRequest request =
          how.equals("time-out")
              ? SILENT.toBuilder().timeouts(Wire.hi(Kind.FIRST_EVENT, 300).timeouts()).build()
              : SILENT;
      CompletionStream silent = model.stream(request);
      Reader first = Reader.start(silent::completion);
      Reader sister = reading(model, SLOW);
      awaitRequests(3);
      if (how.equals("close")) {
        silent.close();
      } else if (how.equals("interrupt")) {
        first.interrupt();
      }
      first.awaitEnd(BOUND);
      if (how.equals("time-out")) {
        assertInstanceOf(TimedOutException.class, first.failure());
      } else {
        assertInstanceOf(CancelledException.class, first.failure());
      }
      assertEquals(how.equals("interrupt"), first.interruptedAtEnd());
      assertNull(sister.awaitEnd(BOUND).failure());
      assertEquals("Hello", model.stream(HI).completion().text());
      assertEquals(1, connections.get());
    }
  }

  /** WireMock tells of a request when it has been answered; this one hears of it before. */
  private void awaitRequests(int count) throws InterruptedException {
    long end = System.nanoTime() + BOUND.toNanos();
    synchronized (BEGUN) {
      while (BEGUN.get() < count && System.nanoTime() < end) {
        BEGUN.wait(100);
      }
    }
    assertTrue(BEGUN.get() >= count, BEGUN::toString);
  }

  /** Counts requests before they are answered. */
  private static final class Counting implements StubRequestFilterV2 {
    @Override
    public RequestFilterAction filter(Request request, ServeEvent event) {
      synchronized (BEGUN) {
        BEGUN.incrementAndGet();
        BEGUN.notifyAll();
      }
      return RequestFilterAction.continueWith(request);
    }

    @Override
    public String getName() {
      return "counting";
    }
  }

  @Test
  void a_thread_that_is_interrupted_when_it_sends_leaves_its_sisters_alone() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (HttpTransport transport =
        transport(
            () -> {
              if (asked.incrementAndGet() == 3) {
                Thread.currentThread().interrupt();
              }
              return Secret.of(KEY);
            })) {
      ChatModel model = Wire.model(transport);
      assertEquals("Hello", model.stream(HI).completion().text());
      Reader sister = reading(model, SLOW);
      awaitRequests(2);
      Reader interrupted = Reader.start(() -> model.stream(HI).completion());
      interrupted.awaitEnd(BOUND);
      assertInstanceOf(CancelledException.class, interrupted.failure());
      assertNull(sister.awaitEnd(BOUND).failure());
    }
  }

  @Test
  void plain_http_is_never_upgraded() {
    String[] head = new String[1];
    try (RawServer plain =
            RawServer.start(
                connection -> {
                  connection.readRequest();
                  head[0] = connection.head();
                  connection.send(response(Wire.answer()));
                });
        HttpTransport transport =
            new HttpTransport(
                Wire.endpoint(plain.url()),
                new Network(Proxy.NO_PROXY, null, null, true, WireLog.OFF))) {
      assertEquals("Hello", Wire.model(transport).complete(HI).text());
    }
    assertTrue(head[0].startsWith("POST /v1/chat/completions HTTP/1.1\r\n"), head[0]);
    String lower = head[0].toLowerCase(Locale.ROOT);
    assertFalse(lower.contains("upgrade") || lower.contains("http2"), head[0]);
  }
}
