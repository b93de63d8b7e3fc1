package dev.parley.openai;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.chatcompletions.WireLog;
import dev.parley.config.Config;
import dev.parley.config.ProviderSettings;
import dev.parley.error.ParleyException;
import dev.parley.spi.Provider;
import dev.parley.tck.http.ScriptedServer;
import dev.parley.tck.http.SelfSigned;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Calls of many kinds fail while everything is logged that can be; nothing that comes out anywhere
 * holds a secret, and only the wire log at {@code TRACE} holds the prompt.
 */
@Timeout(120)
class SecretsTest {
  private static final String KEY = "sk-very-secret-key-1";
  private static final String PASSWORD = "very-secret-password";
  private static final String HEADER = "very-secret-header";
  private static final String PROMPT = "what nobody else may read";
  private static final String BASIC =
      Base64.getEncoder().encodeToString(("me:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
  private static final List<String> SECRETS = List.of(KEY, PASSWORD, HEADER, BASIC);
  private static final ChatRequest ASK =
      ChatRequest.of(PROMPT).toBuilder()
          .timeouts(
              Timeouts.UNSET
                  .with(Kind.FIRST_EVENT, Duration.ofMillis(300))
                  .with(Kind.CONNECT, Duration.ofMillis(500)))
          .build();

  private final Logger root = Logger.getLogger("");
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final Level level = root.getLevel();
  private final List<String> shown = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          records.add(entry);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    handler.setLevel(Level.ALL);
    root.addHandler(handler);
    root.setLevel(Level.ALL);
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void stop() {
    System.setOut(out);
    System.setErr(err);
    root.setLevel(level);
    root.removeHandler(handler);
  }

  private static Map<String, String> settings(String baseUrl, String... more) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("base-url", baseUrl);
    settings.put("api-key", KEY);
    settings.put("headers", "X-Gateway: " + HEADER);
    settings.put("wire-log", "bodies");
    settings.put("allow-plain-http", "true");
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return settings;
  }

  /** Calls in both ways, which must fail, and keeps every text that there is about it. */
  private void fail(Map<String, String> settings) {
    Map<String, String> named = new LinkedHashMap<>();
    settings.forEach((name, value) -> named.put("openai." + name, value));
    Config config = Config.of(named);
    OpenAiProviderFactory factory = new OpenAiProviderFactory();
    ProviderSettings read = config.settings("openai", factory.settings());
    shown.add(config + " " + read);
    try (Provider provider = factory.open(read);
        ChatModel model = provider.chat("m")) {
      for (Runnable call :
          List.<Runnable>of(() -> model.complete(ASK), () -> model.stream(ASK).completion())) {
        ParleyException e = assertThrows(ParleyException.class, call::run);
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        shown.add(trace.toString());
        shown.addAll(Reachable.texts(e));
      }
      shown.add(provider + " " + model + " " + model.id());
      shown.addAll(Reachable.texts(provider));
      shown.addAll(Reachable.texts(model));
    }
  }

  private void failAt(String answer) {
    try (ScriptedServer server = answering(answer)) {
      fail(settings(server.uri().resolve("/v1").toString()));
    }
  }

  private static ScriptedServer answering(String answer) {
    return ScriptedServer.start(
        connection -> {
          if (connection.readRequest().isPresent()) {
            connection.send(answer);
            if (answer.isEmpty()) {
              connection.awaitHangUp();
            }
          }
        });
  }

  private static String answer(String status, String type, String body) {
    return "HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\n\r\n" + body;
  }

  private void failInManyWays() throws IOException {
    String quoting = "{\"error\":{\"message\":\"Bad key " + KEY + " in " + PROMPT + "\"}}";
    for (String status : List.of("400 A", "401 B", "403 C", "404 D", "429 E", "500 F", "200 OK")) {
      failAt(answer(status, "application/json", quoting));
      failAt(answer(status, "text/event-stream", "data: " + quoting + "\n\n"));
    }
    failAt(answer("200 OK", "application/json", "{\"id\":\"" + KEY + PROMPT));
    failAt(answer("200 OK", "text/event-stream", "data: {\"id\":\"" + KEY + PROMPT + "\n\n"));
    failAt("HTTP/1.1 307 X\r\nLocation: http://other.invalid/?k=" + KEY + "\r\n\r\n");
    failAt("HTTP/1.1 401 X\r\nX-Request-Id: " + KEY + "\r\nContent-Length: 0\r\n\r\n");
    failAt("no HTTP at all: " + KEY + "\r\n\r\n");
    failAt(" "); // Hangs up.
    failAt(""); // Says nothing.
    try (ScriptedServer tls =
        ScriptedServer.startTls(
            SelfSigned.create().serverSockets(), connection -> connection.readRequest())) {
      fail(settings(tls.uri() + "/v1"));
    }
    for (String scheme : List.of("http", "socks5")) {
      for (String server : List.of("http://server.invalid/v1", "https://server.invalid")) {
        for (String said : List.of("HTTP/1.1 407 X\r\nContent-Length: 0\r\n\r\n", "", " ")) {
          failThroughProxy(scheme, server, said);
        }
      }
    }
  }

  private void failThroughProxy(String scheme, String server, String said) {
    try (ScriptedServer proxy =
        ScriptedServer.start(
            connection -> {
              if (scheme.equals("http")) {
                connection.readRequest();
                connection.send(said);
              } else { // Wants a password, and refuses it.
                connection.send(new byte[] {5, 2, 1, (byte) said.length()});
              }
              if (said.isEmpty()) {
                connection.awaitHangUp();
              }
            })) {
      String address = scheme + "://me:" + PASSWORD + "@127.0.0.1:" + proxy.uri().getPort();
      Map<String, String> settings = settings(server, "proxy", address);
      fail(settings);
    }
  }

  @Test
  void nothing_secret_comes_out_anywhere() throws IOException {
    failInManyWays();
    assertThrows(
        ParleyException.class,
        () -> fail(settings("http://localhost", "proxy", "ftp://me:" + PASSWORD + "@host")));
    shown.add(printed.toString(StandardCharsets.UTF_8));
    SimpleFormatter format = new SimpleFormatter();
    boolean wire = false;
    for (LogRecord entry : records) {
      String text = format.format(entry);
      boolean trace = entry.getLevel().intValue() <= Level.FINER.intValue();
      boolean ours = WireLog.LOGGER.equals(entry.getLoggerName());
      wire |= ours && trace && text.contains(PROMPT);
      assertTrue((trace && ours) || !text.contains(PROMPT), text);
      SECRETS.forEach(secret -> assertFalse(text.contains(secret), text));
    }
    assertTrue(wire, "the wire log was not on");
    assertTrue(shown.size() > 100, "little was looked at");
    for (String text : shown) {
      SECRETS.forEach(secret -> assertFalse(text.contains(secret), text));
      assertFalse(text.contains(PROMPT) && !text.startsWith("ChatRequest"), text);
    }
  }
}
