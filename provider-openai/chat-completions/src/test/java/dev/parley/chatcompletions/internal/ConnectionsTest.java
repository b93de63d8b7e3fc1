package dev.parley.chatcompletions.internal;

import static dev.parley.chatcompletions.internal.Wire.DONE;
import static dev.parley.chatcompletions.internal.Wire.HI;
import static dev.parley.chatcompletions.internal.Wire.STREAM;
import static dev.parley.chatcompletions.internal.Wire.chunked;
import static dev.parley.chatcompletions.internal.Wire.finish;
import static dev.parley.chatcompletions.internal.Wire.response;
import static dev.parley.chatcompletions.internal.Wire.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatModel;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionStream;
import dev.parley.chatcompletions.Dialect;
import dev.parley.error.InvalidRequestException;
import dev.parley.error.ModelException;
import dev.parley.error.TransportException;
import dev.parley.spi.InterruptibleSockets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections: made, reused, given up, and never used to send a request twice. */
@Timeout(120)
class ConnectionsTest {
  private static final Duration BOUND = Duration.ofSeconds(20);

  private static void call(ChatModel model, boolean streamed) {
    if (streamed) {
      try (CompletionStream stream = model.stream(HI)) {
        assertEquals("Hello", stream.completion().text());
      }
    } else {
      assertEquals("Hello", model.complete(HI).text());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_connection_serves_again_after_an_answer_that_came_to_its_end(boolean streamed) {
    try (RawServer server =
            RawServer.answering(streamed ? Wire.stream() : response(Wire.answer()));
        HttpTransport transport = Wire.transport(server.url())) {
      ChatModel model = Wire.model(transport);
      for (int i = 0; i < 5; i++) {
        call(model, streamed);
      }
      assertEquals(1, server.accepted());
      assertEquals(5, server.requests());
    }
  }

  @Test
  void a_connection_of_a_stream_is_given_up_where_the_dialect_says_so() {
    try (RawServer server = RawServer.answering(Wire.stream());
        HttpTransport transport = Wire.transport(server.url())) {
      ChatModel model =
          Wire.model(transport, Dialect.COMPATIBLE.withConnectionKeptAfterStream(false));
      call(model, true);
      call(model, true);
      assertEquals(2, server.accepted());
    }
  }

  @Test
  void a_connection_serves_again_after_an_error() {
    try (RawServer server = RawServer.answering(response("400 Bad", "application/json", "{}"));
        HttpTransport transport = Wire.transport(server.url())) {
      ChatModel model = Wire.model(transport);
      assertThrows(InvalidRequestException.class, () -> model.complete(HI));
      assertThrows(InvalidRequestException.class, () -> model.stream(HI).completion());
      assertEquals(1, server.accepted());
    }
  }

  @Test
  void a_stream_that_was_left_gives_its_connection_up() {
    try (RawServer server =
            RawServer.start(
                connection -> {
                  connection.readRequest();
                  connection.send(STREAM + chunked(text("Hel")));
                  connection.awaitHangUp();
                });
        HttpTransport transport = Wire.transport(server.url())) {
      ChatModel model = Wire.model(transport);
      for (int i = 1; i <= 2; i++) {
        try (CompletionStream stream = model.stream(HI)) {
          stream.iterator().next();
        }
        assertTrue(server.awaitHangUps(i, BOUND));
      }
      assertEquals(2, server.accepted());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_pooled_connection_that_the_server_closed_is_replaced(boolean streamed) {
    try (RawServer server =
            RawServer.start(
                connection -> {
                  connection.readRequest();
                  connection.send(streamed ? Wire.stream() : response(Wire.answer()));
                });
        HttpTransport transport = Wire.transport(server.url())) {
      ChatModel model = Wire.model(transport);
      for (int i = 1; i <= 4; i++) {
        call(model, streamed);
        assertTrue(server.awaitOpen(0, BOUND));
        assertEquals(i, server.accepted());
        assertEquals(i, server.requests());
      }
    }
  }

  @Test
  void many_dead_pooled_connections_are_replaced_by_one_that_lives() {
    CountDownLatch all = new CountDownLatch(5);
    try (RawServer server =
            RawServer.start(
                connection -> {
                  connection.readRequest();
                  all.countDown();
                  connection.await(all);
                  connection.send(response(Wire.answer()));
                });
        HttpTransport transport = Wire.transport(server.url())) {
      ChatModel model = Wire.model(transport);
      List<Reader> readers = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        readers.add(Reader.start(() -> model.complete(HI)));
      }
      readers.forEach(reader -> assertNull(reader.awaitEnd(BOUND).failure()));
      assertTrue(server.awaitOpen(0, BOUND));
      call(model, false);
      assertEquals(6, server.requests());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void a_request_is_never_sent_twice_when_the_server_dies_over_it(int served) {
    try (RawServer server =
            RawServer.start(
                connection -> {
                  for (int i = 0; i < served; i++) {
                    connection.readRequest();
                    connection.send(response(Wire.answer()));
                  }
                  connection.readRequest();
                });
        HttpTransport transport = Wire.transport(server.url())) {
      ChatModel model = Wire.model(transport);
      for (int i = 0; i < served; i++) {
        call(model, false);
      }
      TransportException e = assertThrows(TransportException.class, () -> model.complete(HI));
      assertTrue(e.retryable());
      assertEquals(served + 1, server.requests());
    }
  }

  @Test
  void a_request_is_not_sent_to_another_address_once_one_has_got_it() {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (RawServer server = RawServer.start(connection -> connection.readRequest());
        HttpTransport transport =
            new HttpTransport(
                Wire.endpoint(URI.create("http://two.invalid:" + server.port())),
                Proxy.NO_PROXY,
                new InterruptibleSockets(),
                name -> List.of(loopback, loopback))) {
      assertThrows(TransportException.class, () -> Wire.model(transport).complete(HI));
      assertEquals(1, server.requests());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"408 Slow", "503 Busy\r\nRetry-After: 0", "421 Elsewhere"})
  void refusals_are_not_answered_by_asking_again(String status) {
    try (RawServer server = RawServer.answering(response(status, "application/json", "{}"));
        HttpTransport transport = Wire.transport(server.url())) {
      assertThrows(ModelException.class, () -> Wire.model(transport).complete(HI));
      assertEquals(1, server.requests());
    }
  }

  @Test
  void an_address_where_nobody_listens_is_passed_over() throws IOException {
    InetAddress nobody = InetAddress.getByAddress(new byte[] {127, 0, 0, 77});
    try (RawServer server = RawServer.answering(response(Wire.answer()));
        HttpTransport transport =
            new HttpTransport(
                Wire.endpoint(URI.create("http://two.invalid:" + server.port())),
                Proxy.NO_PROXY,
                new InterruptibleSockets(),
                name -> List.of(nobody, InetAddress.getLoopbackAddress()))) {
      call(Wire.model(transport), false);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_refused_connection_is_a_transport_error_that_names_the_server(boolean streamed)
      throws IOException {
    try (ClosedPort port = new ClosedPort();
        HttpTransport transport =
            Wire.transport(
                URI.create("http://127.0.0.1:" + port.number() + "/v1?secret=in-query"))) {
      TransportException e =
          assertThrows(TransportException.class, () -> call(Wire.model(transport), streamed));
      assertTrue(e.getMessage().contains("http://127.0.0.1:" + port.number()), e::getMessage);
      assertTrue(e.getMessage().contains("\"work.base-url\""), e::getMessage);
      assertFalse(e.getMessage().contains("in-query"), e::getMessage);
      assertTrue(e.retryable());
    }
  }

  @Test
  void an_unknown_host_is_a_transport_error_that_names_it() {
    try (HttpTransport transport =
        new HttpTransport(
            Wire.endpoint(URI.create("http://user:pw@nowhere.invalid/v1")),
            Proxy.NO_PROXY,
            new InterruptibleSockets(),
            name -> {
              throw new UnknownHostException(name);
            })) {
      TransportException e =
          assertThrows(TransportException.class, () -> Wire.model(transport).complete(HI));
      assertTrue(e.getMessage().contains("http://nowhere.invalid"), e::getMessage);
      assertFalse(e.getMessage().contains("pw"), e::getMessage);
    }
  }

  @Test
  void an_http_proxy_gets_the_request_for_the_server() {
    AtomicReference<String> seen = new AtomicReference<>("");
    try (RawServer proxy =
            RawServer.start(
                connection -> {
                  connection.readRequest();
                  seen.set(connection.head());
                  connection.send(response(Wire.answer()));
                });
        HttpTransport transport =
            new HttpTransport(
                Wire.endpoint(URI.create("http://server.invalid/v1")),
                new Proxy(
                    Proxy.Type.HTTP,
                    java.net.InetSocketAddress.createUnresolved("proxy.invalid", proxy.port())),
                new InterruptibleSockets(),
                name -> {
                  assertEquals("proxy.invalid", name);
                  return List.of(InetAddress.getLoopbackAddress());
                })) {
      call(Wire.model(transport), false);
      assertTrue(seen.get().startsWith("POST http://server.invalid/v1/chat/completions "));
    }
  }

  @Test
  void two_hundred_cancelled_streams_leave_no_thread_and_no_connection() {
    try (RawServer server =
            RawServer.start(
                connection -> {
                  connection.readRequest();
                  connection.send(STREAM + chunked(text("Hel")));
                  connection.awaitHangUp();
                });
        HttpTransport transport = Wire.transport(server.url())) {
      ChatModel model = Wire.model(transport);
      for (int i = 0; i < 200; i++) {
        try (CompletionStream stream = model.stream(HI)) {
          for (CompletionEvent event : stream) {
            if (event instanceof TextDelta) {
              break;
            }
          }
        }
      }
      assertTrue(server.awaitHangUps(200, BOUND));
      assertTrue(server.awaitOpen(0, BOUND));
      assertEquals(Set.of(), foreignThreads());
    }
  }

  @Test
  void fifty_streams_at_once_keep_to_themselves() {
    CountDownLatch all = new CountDownLatch(50);
    try (RawServer server =
            RawServer.start(
                connection -> {
                  while (connection.readRequest()) {
                    String user = connection.body().replaceAll(".*user (\\d+).*", "$1");
                    connection.send(STREAM + chunked(text(user)));
                    all.countDown();
                    connection.await(all);
                    connection.send(chunked(text("-" + user) + finish("stop") + DONE) + Wire.LAST);
                  }
                });
        HttpTransport transport = Wire.transport(server.url())) {
      ChatModel model = Wire.model(transport);
      List<Reader> readers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        int user = i;
        readers.add(
            Reader.start(
                () -> {
                  try (CompletionStream stream =
                      model.stream(dev.parley.chat.ChatRequest.of("user " + user))) {
                    assertEquals(user + "-" + user, stream.completion().text());
                  }
                }));
      }
      readers.forEach(reader -> assertNull(reader.awaitEnd(BOUND).failure()));
      assertEquals(Set.of(), foreignThreads());
    }
  }

  /** Threads that neither the JVM nor the tests nor the daemons that we know have started. */
  private static Set<String> foreignThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getThreadGroup() != null)
        .filter(thread -> !"system".equals(thread.getThreadGroup().getName()))
        .map(Thread::getName)
        .filter(
            name ->
                !name.matches(
                    "main|raw-server|reader|OkHttp .*|Okio Watchdog|parley-watchdog|"
                        + "surefire-.*|junit-.*|.*[Jj]etty.*|qtp.*|Test worker|ping-.*|"
                        + "process reaper.*|Common-Cleaner|ForkJoinPool-.*|stub-.*"))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
