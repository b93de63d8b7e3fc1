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
import dev.parley.embedding.EmbeddingModel;
import dev.parley.embedding.EmbeddingRequest;
import dev.parley.error.ErrorDetails;
import dev.parley.error.ModelException;
import dev.parley.error.ParleyException;
import dev.parley.spi.Provider;
import dev.parley.tck.http.ScriptedServer;
import dev.parley.tck.http.SelfSigned;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
 * Calls of many kinds fail while everything is logged that can be, at servers that quote whatever
 * secret was sent, in every place where one can; nothing that comes out anywhere holds a secret,
 * and only the wire log at {@code TRACE} holds the prompt.
 */
@Timeout(120)
class SecretsTest {
  /** A part of every secret, so that no half of one comes out either. */
  private static final String MARK = "very-secret";

  private static final String KEY = "sk-" + MARK + "-key-1";
  private static final String HEADER = MARK + " \"header\"/+1";
  private static final String PASSWORD = MARK + "@pass:word";
  private static final String PASSWORD_AS_SET = MARK + "%40pass%3Aword";
  private static final String PROMPT = "what nobody else may read";
  private static final String BASIC =
      Base64.getEncoder()
          .withoutPadding()
          .encodeToString(("me:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
  private static final List<String> SECRETS = List.of(MARK, BASIC);
  private static final String SENT_TO_SERVER = KEY + " " + HEADER;
  private static final String SENT_BY_PROXY =
      SENT_TO_SERVER + " " + PASSWORD + " Basic " + BASIC + "== me:" + PASSWORD;
  private static final Timeouts SOON =
      Timeouts.UNSET
          .with(Kind.FIRST_EVENT, Duration.ofMillis(100))
          .with(Kind.CONNECT, Duration.ofMillis(200));
  private static final ChatRequest ASK = ChatRequest.of(PROMPT).toBuilder().timeouts(SOON).build();
  private static final EmbeddingRequest TEXT =
      EmbeddingRequest.of(PROMPT).toBuilder().timeouts(SOON).build();

  private final Logger root = Logger.getLogger("");
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final Level level = root.getLevel();
  private final Set<String> shown = new LinkedHashSet<>();
  private final Set<Set<String>> walked = new HashSet<>();
  private final List<String> quoted = new ArrayList<>();
  private int failures;
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

  /** Calls in every way, which must fail, and keeps every text that there is about it. */
  private void fail(Map<String, String> settings) {
    fail(settings, true);
  }

  /** The limits of a list cannot be set: where nobody answers, none is asked for. */
  private void fail(Map<String, String> settings, boolean lists) {
    fail(settings, lists, List.of("as it is"), answer -> {});
  }

  private void fail(
      Map<String, String> settings, boolean lists, List<String> answers, Consumer<String> say) {
    Map<String, String> named = new LinkedHashMap<>();
    settings.forEach((name, value) -> named.put("openai." + name, value));
    Config config = Config.of(named);
    OpenAiProviderFactory factory = new OpenAiProviderFactory();
    ProviderSettings read = config.settings("openai", factory.settings());
    shown.add(config + " " + read);
    try (Provider provider = factory.open(read);
        ChatModel model = provider.chat("m");
        EmbeddingModel vectors = provider.embeddings("m").orElseThrow()) {
      List<Runnable> calls =
          new ArrayList<>(
              List.of(
                  () -> model.complete(ASK),
                  () -> model.stream(ASK).completion(),
                  () -> vectors.embed(TEXT)));
      if (lists) {
        calls.add(() -> provider.models().orElseThrow().list());
      }
      for (String answer : answers) {
        say.accept(answer);
        calls.forEach(call -> show(assertThrows(ParleyException.class, call::run, () -> answer)));
      }
      shown.add(provider + " " + model + " " + model.id() + " " + vectors);
      if (walked.add(settings.keySet())) { // Whatever fails, their objects are the same.
        shown.addAll(Reachable.texts(provider));
        shown.addAll(Reachable.texts(model));
        shown.addAll(Reachable.texts(vectors));
      }
    }
  }

  private void show(ParleyException e) {
    failures++;
    StringWriter trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace)); // With causes and what was suppressed.
    shown.add(trace.toString());
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      shown.addAll(Reachable.texts(cause));
    }
    if (e instanceof ModelException failure) {
      ErrorDetails details = failure.details();
      shown.add(details.requestId() + " " + details.code());
      details.providerMessage().ifPresent(quoted::add); // The server's words: may hold the prompt.
    }
  }

  private static ScriptedServer answering(Supplier<String> answer) {
    return ScriptedServer.start(
        connection -> {
          if (connection.readRequest().isPresent()) {
            connection.send(answer.get());
            if (answer.get().isEmpty()) {
              connection.awaitHangUp();
            }
          }
        });
  }

  private void failDirectly(List<String> answers, boolean lists) {
    AtomicReference<String> answer = new AtomicReference<>("");
    try (ScriptedServer server = answering(answer::get)) {
      fail(settings(server.uri().resolve("/v1").toString()), lists, answers, answer::set);
    }
  }

  /** The proxy says what the server might, so that its own secrets are among what was sent. */
  private void failForwarded(List<String> answers) {
    AtomicReference<String> answer = new AtomicReference<>("");
    try (ScriptedServer proxy = answering(answer::get)) {
      Map<String, String> settings =
          settings("http://server.invalid/v1", "proxy", address("http", proxy));
      fail(settings, true, answers, answer::set);
    }
  }

  private static String address(String scheme, ScriptedServer proxy) {
    return scheme + "://me:" + PASSWORD_AS_SET + "@127.0.0.1:" + proxy.uri().getPort();
  }

  private static String answer(String status, String type, String body) {
    return "HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\n\r\n" + body;
  }

  /** Every place in which a server can say something. */
  private static List<String> quoting(String secrets) {
    String json = secrets.replace("\"", "\\\"");
    String inAddress = URLEncoder.encode(secrets, StandardCharsets.UTF_8).replace("+", "%20");
    String words = json + " " + json.replace("/", "\\/") + " " + inAddress + " " + PROMPT;
    String escaped = secrets.replace("\"", "\\u0022").replace("/", "\\u002F");
    String said = "{\"error\":{\"message\":\"" + words + "\"}}";
    String coded =
        "{'error':{'message':'#','type':'#','code':'#','param':'#'}}"
            .replace('\'', '"')
            .replace("#", json);
    String delta = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n";
    List<String> answers = new ArrayList<>();
    for (String status : List.of("400 A", "401 B", "403 C", "404 D", "429 E", "500 F", "200 OK")) {
      for (String body : List.of(said, coded)) {
        answers.add(answer(status, "application/json", body));
        answers.add(answer(status, "text/event-stream", "data: " + body + "\n\n"));
      }
      answers.add(answer(status, "text/html", "<p>" + words));
      answers.add(answer(status, secrets, words));
    }
    answers.add(answer("200 OK", "text/event-stream", delta + "data: " + said + "\n\n"));
    answers.add(answer("200 OK", "text/event-stream", delta + "data: " + coded + "\n\n"));
    answers.add(answer("200 OK", "text/event-stream", delta + "data: {\"" + words + "\n\n"));
    answers.add(answer("200 OK", "text/event-stream", "event: " + words + "\ndata: " + words));
    answers.add(answer("200 OK", "application/json", "{\"id\":\"" + words));
    answers.add(answer("200 OK", "application/json", "{\"error\":\"" + escaped + "\"}"));
    answers.add(answer("404 X", "text/plain", inAddress.replace("%20", "+")));
    answers.add(answer("200 OK", "application/json\r\nContent-Encoding: gzip", words));
    answers.add(answer("200 OK", "application/json\r\nTransfer-Encoding: chunked", secrets));
    answers.add(answer("200 OK", "application/json\r\n" + secrets, "")); // No header has spaces.
    for (String header : List.of("X-Request-Id", "apim-request-id", "Retry-After", "X-Echo")) {
      for (String status : List.of("401 X", "429 X", "200 OK")) {
        answers.add(answer(status, "text/plain\r\n" + header + ": " + secrets, ""));
      }
    }
    for (String status : List.of("302", "307", "308")) {
      for (String place : List.of("http://other.invalid/", "/v1/", "/v1/?k=", "//u:p@x/", "%%")) {
        for (String form : List.of(inAddress, secrets)) {
          answers.add("HTTP/1.1 " + status + " X\r\nLocation: " + place + form + "\r\n\r\n");
        }
      }
    }
    answers.add("HTTP/1.1 500 " + secrets + "\r\n\r\n");
    answers.add("HTTP/1.1 " + secrets + "\r\n\r\n");
    answers.add("no HTTP at all: " + secrets + "\r\n\r\n");
    return answers;
  }

  private void failInManyWays() throws IOException {
    failDirectly(quoting(SENT_TO_SERVER), true);
    failForwarded(quoting(SENT_BY_PROXY));
    failDirectly(List.of(" "), true); // Hangs up.
    failDirectly(List.of(""), false); // Says nothing.
    try (ScriptedServer tls =
        ScriptedServer.startTls(
            SelfSigned.create().serverSockets(), connection -> connection.readRequest())) {
      fail(settings(tls.uri() + "/v1"));
    }
    String wanted = "HTTP/1.1 407 X\r\nProxy-Authenticate: Basic realm=\"" + SENT_BY_PROXY + "\"";
    for (String scheme : List.of("http", "socks5")) {
      for (String server : List.of("http://server.invalid/v1", "https://server.invalid")) {
        for (String said :
            List.of(
                wanted + "\r\nContent-Length: 0\r\n\r\n",
                answer("502 " + SENT_BY_PROXY, "text/plain", SENT_BY_PROXY),
                "no HTTP: " + SENT_BY_PROXY + "\r\n\r\n",
                "",
                " ")) {
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
      fail(settings(server, "proxy", address(scheme, proxy)), !said.isEmpty());
    }
  }

  @Test
  void nothing_secret_comes_out_anywhere() throws IOException {
    failInManyWays();
    assertThrows(
        ParleyException.class,
        () -> fail(settings("http://localhost", "proxy", "ftp://me:" + PASSWORD_AS_SET + "@host")));
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
    assertTrue(failures > 700, "little was looked at: " + failures);
    assertTrue(shown.size() > 100, "little was shown: " + shown.size());
    assertTrue(quoted.stream().anyMatch(text -> text.contains("***")), "nobody quoted a secret");
    for (String text : quoted) {
      SECRETS.forEach(secret -> assertFalse(text.contains(secret), text));
    }
    for (String text : shown) {
      SECRETS.forEach(secret -> assertFalse(text.contains(secret), text));
      assertFalse(text.contains(PROMPT) && !text.startsWith("ChatRequest"), text);
    }
  }
}
