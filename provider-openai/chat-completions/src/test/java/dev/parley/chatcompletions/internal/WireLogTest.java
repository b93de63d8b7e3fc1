package dev.parley.chatcompletions.internal;

import static dev.parley.chatcompletions.internal.Wire.HI;
import static dev.parley.chatcompletions.internal.Wire.KEY;
import static dev.parley.chatcompletions.internal.Wire.STREAM;
import static dev.parley.chatcompletions.internal.Wire.chunked;
import static dev.parley.chatcompletions.internal.Wire.response;
import static dev.parley.chatcompletions.internal.Wire.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatModel;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionStream;
import dev.parley.chatcompletions.ChatCompletions;
import dev.parley.chatcompletions.KeyHeader;
import dev.parley.chatcompletions.WireLog;
import dev.parley.config.Secret;
import dev.parley.error.ModelException;
import dev.parley.error.TransportException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the wire log shows, and what it never does. */
@Timeout(60)
class WireLogTest {
  private static final Level DEBUG = Level.FINE;
  private static final Level TRACE = Level.FINER;

  private final Logger logger = Logger.getLogger(WireLog.LOGGER);
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();
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
    logger.setLevel(Level.ALL);
    logger.setUseParentHandlers(false);
    logger.addHandler(handler);
  }

  @AfterEach
  void stop() {
    logger.removeHandler(handler);
    logger.setUseParentHandlers(true);
    logger.setLevel(null);
  }

  private List<String> at(Level level) {
    return records.stream()
        .filter(entry -> entry.getLevel().equals(level))
        .map(LogRecord::getMessage)
        .toList();
  }

  private String all() {
    return String.join("\n", records.stream().map(LogRecord::getMessage).toList());
  }

  private static ChatCompletions.Builder at(URI url, WireLog detail) {
    return ChatCompletions.builder("work", url).key(() -> Secret.of(KEY)).wireLog(detail);
  }

  private void call(WireLog detail) {
    try (RawServer server = RawServer.answering(response(Wire.answer()));
        ChatCompletions provider = at(server.url(), detail).build()) {
      assertEquals("Hello", provider.model("gpt-x").complete(HI).text());
    }
  }

  @Test
  void off_is_off() {
    call(WireLog.OFF);
    assertEquals(List.of(), records);
  }

  @Test
  void heads_are_logged_without_bodies_and_without_the_key() {
    call(WireLog.HEADERS);
    List<String> heads = at(DEBUG);
    assertEquals(3, heads.size(), heads::toString);
    assertTrue(
        heads.get(0).matches("(?s)#\\d+ > POST http://127.0.0.1:\\d+/v1/chat/completions\n.*"));
    assertTrue(heads.get(0).contains("\n    Authorization: ***"), heads.get(0));
    assertTrue(heads.get(0).contains("\n    User-Agent: parley-java"), heads.get(0));
    assertTrue(heads.get(1).matches("(?s)#\\d+ < http/1.1 200 after \\d+ ms\n.*"), heads.get(1));
    assertTrue(heads.get(2).matches("#\\d+ = the end after \\d+ bytes and \\d+ ms"), heads.get(2));
    assertEquals(List.of(), at(TRACE));
    assertFalse(all().contains(KEY));
  }

  @Test
  void bodies_are_logged_at_trace_only() {
    call(WireLog.BODIES);
    String bodies = String.join("\n", at(TRACE));
    assertTrue(bodies.contains("> {\"model\":\"gpt-x\""), bodies);
    assertTrue(bodies.contains("< " + Wire.answer()), bodies);
    String heads = String.join("\n", at(DEBUG));
    assertFalse(heads.contains("prompt"), heads);
    assertFalse(heads.contains("Hello"), heads);
  }

  @Test
  void a_logger_that_lets_less_through_gets_less() {
    logger.setLevel(DEBUG);
    call(WireLog.BODIES);
    assertEquals(3, records.size());
    logger.setLevel(Level.INFO);
    call(WireLog.BODIES);
    assertEquals(3, records.size());
  }

  @Test
  void a_stream_is_logged_line_by_line_as_it_is_read() {
    CountDownLatch read = new CountDownLatch(1);
    try (RawServer server =
            RawServer.start(
                connection -> {
                  connection.readRequest();
                  connection.send(STREAM + chunked(text("Hel")));
                  connection.await(read);
                  connection.send(
                      chunked(text("lo") + Wire.finish("stop") + Wire.DONE) + Wire.LAST);
                });
        ChatCompletions provider = at(server.url(), WireLog.BODIES).build();
        CompletionStream stream = provider.model("gpt-x").stream(HI)) {
      Iterator<CompletionEvent> events = stream.iterator();
      events.next();
      events.next();
      assertTrue(all().contains("\"content\":\"Hel\""), all());
      assertFalse(all().contains("the end"), all());
      read.countDown();
      assertEquals("Hello", stream.completion().text());
    }
    assertTrue(all().contains("< data: [DONE]"), all());
    assertTrue(all().contains("= the end after"), all());
  }

  @Test
  void what_was_left_and_what_failed_is_said() {
    try (RawServer server =
            RawServer.start(
                connection -> {
                  connection.readRequest();
                  connection.send(STREAM + chunked(text("Hel")));
                  connection.awaitHangUp();
                });
        ChatCompletions provider = at(server.url(), WireLog.HEADERS).build()) {
      try (CompletionStream stream = provider.model("gpt-x").stream(HI)) {
        stream.iterator().next();
      }
      assertTrue(
          all().matches("(?s).*#\\d+ (= left|! \\w+) after \\d+ bytes and \\d+ ms.*"), all());
    }
    try (RawServer server = RawServer.start(connection -> connection.readRequest());
        ChatCompletions provider = at(server.url(), WireLog.HEADERS).build()) {
      assertThrows(TransportException.class, () -> provider.model("gpt-x").complete(HI));
      assertTrue(all().matches("(?s).*#\\d+ ! \\w+ after \\d+ ms.*"), all());
    }
  }

  /** Where a server quotes a secret. */
  enum Quoting {
    BODY("HTTP/1.1 401 No\r\nContent-Length: 999\r\n\r\n{\"error\":\"Bad %s\"}"),
    HEADER("HTTP/1.1 401 No\r\nX-Echo: Bad %s\r\nContent-Length: 2\r\n\r\n{}"),
    COOKIE("HTTP/1.1 401 No\r\nSet-Cookie: id=the-session\r\nContent-Length: 2\r\n\r\n{}"),
    LOCATION(
        "HTTP/1.1 302 No\r\nLocation: http://h/?k=%s&t=the-session\r\nContent-Length: 0\r\n\r\n"),
    STREAM_BODY(
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: {\"error\":\"%s\"}\n\n");

    final String answer;

    Quoting(String answer) {
      this.answer = answer;
    }
  }

  @ParameterizedTest
  @EnumSource(Quoting.class)
  void secrets_are_masked_wherever_they_come_back(Quoting where) {
    String gateway = "gw/\"secret\"\\1";
    for (String quoted :
        List.of(KEY, gateway, gateway.replace("\\", "\\\\").replace("\"", "\\\""))) {
      try (RawServer server =
              RawServer.start(
                  connection -> {
                    connection.readRequest();
                    connection.send(where.answer.replace("%s", quoted));
                  });
          ChatCompletions provider =
              at(URI.create(server.url() + "/" + KEY + "?token=the-token"), WireLog.BODIES)
                  .header("X-Gateway", () -> Secret.of(gateway))
                  .header("X-Plain", "shown")
                  .header("Cookie", "the-session")
                  .keyHeader(where == Quoting.BODY ? KeyHeader.API_KEY : KeyHeader.AUTHORIZATION)
                  .build()) {
        ChatModel model = provider.model("gpt-x");
        assertThrows(ModelException.class, () -> model.stream(HI).completion());
      }
    }
    String log = all();
    assertTrue(log.contains("X-Plain: shown"), log);
    assertTrue(log.contains("X-Gateway: ***"), log);
    assertTrue(log.contains("token=***"), log);
    for (String secret : List.of(KEY, "gw/", "secret", "the-token", "the-session")) {
      assertFalse(log.contains(secret), secret + " in " + log);
    }
  }

  @Test
  void a_secret_that_comes_in_pieces_is_masked() {
    WireMask mask = new WireMask(List.of(), List.of(KEY));
    byte[] bytes =
        ("x".repeat(20_000) + KEY + "ü" + KEY + "\n" + KEY + "\nrest")
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    for (int size : new int[] {1, 3, 7, 8192, 30_000}) {
      List<String> lines = new ArrayList<>();
      WireLines pieces = new WireLines(mask, lines::add);
      for (int i = 0; i < bytes.length; i += size) {
        pieces.add(java.util.Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + size)));
      }
      pieces.end();
      assertEquals(
          "x".repeat(20_000) + "***ü***" + "***" + "rest", String.join("", lines), "size " + size);
    }
  }
}
