package dev.parley.chatcompletions.internal;

import static dev.parley.chatcompletions.internal.Wire.DONE;
import static dev.parley.chatcompletions.internal.Wire.LAST;
import static dev.parley.chatcompletions.internal.Wire.STREAM;
import static dev.parley.chatcompletions.internal.Wire.chunked;
import static dev.parley.chatcompletions.internal.Wire.finish;
import static dev.parley.chatcompletions.internal.Wire.hi;
import static dev.parley.chatcompletions.internal.Wire.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.error.TimedOutException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.Dns;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The four time-outs, each as itself, and what must not set them off. */
@Timeout(60)
class TimeoutTest {
  private static final Duration BOUND = Duration.ofSeconds(10);
  private static final Duration TICK = Duration.ofMillis(50);

  /** Loads what is slow the first time, so that small limits mean what they say. */
  @BeforeAll
  static void warmUp() {
    try (RawServer server = RawServer.answering(Wire.stream());
        HttpTransport transport = Wire.transport(server.url());
        CompletionStream stream = Wire.model(transport).stream(Wire.HI)) {
      assertEquals("Hello", stream.completion().text());
    }
  }

  private static TimedOutException timedOut(RawServer server, ChatRequest request, boolean stream) {
    try (HttpTransport transport = Wire.transport(server.url())) {
      ServerModel model = Wire.model(transport);
      return assertThrows(
          TimedOutException.class,
          () -> {
            if (stream) {
              try (CompletionStream answer = model.stream(request)) {
                answer.completion();
              }
            } else {
              model.complete(request);
            }
          });
    }
  }

  private static RawServer thenSilent(String before) {
    return RawServer.start(
        connection -> {
          connection.readRequest();
          connection.send(before);
          connection.awaitHangUp();
        });
  }

  private static RawServer ticking(String before, String tick, int ticks, String after) {
    return RawServer.start(
        connection -> {
          while (connection.readRequest()) {
            connection.send(before);
            for (int i = 0; i < ticks; i++) {
              connection.pause(TICK);
              connection.send(chunked(tick));
            }
            connection.send(after);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void an_answer_that_does_not_begin_meets_the_first_event_limit(boolean stream) {
    try (RawServer server = thenSilent("")) {
      TimedOutException e = timedOut(server, hi(Kind.FIRST_EVENT, 200), stream);
      assertEquals(Kind.FIRST_EVENT, e.timeout());
      assertEquals(Duration.ofMillis(200), e.limit());
      assertTrue(e.retryable());
      assertTrue(e.getMessage().contains("timeout.first-event"), e::getMessage);
      assertTrue(server.awaitHangUps(1, BOUND));
    }
  }

  @Test
  void a_head_without_an_event_meets_the_first_event_limit() {
    try (RawServer server = thenSilent(STREAM)) {
      assertEquals(Kind.FIRST_EVENT, timedOut(server, hi(Kind.FIRST_EVENT, 200), true).timeout());
    }
  }

  @Test
  void comments_do_not_put_the_first_event_off() {
    try (RawServer server = ticking(STREAM, ": loading\n\n", 2_000, "")) {
      assertEquals(Kind.FIRST_EVENT, timedOut(server, hi(Kind.FIRST_EVENT, 300), true).timeout());
    }
  }

  @Test
  void a_gap_in_the_stream_meets_the_silence_limit_and_carries_the_partial() {
    try (RawServer server = thenSilent(STREAM + chunked(text("Hel")))) {
      TimedOutException e = timedOut(server, hi(Kind.SILENCE, 200), true);
      assertEquals(Kind.SILENCE, e.timeout());
      assertEquals("Hel", e.partial().orElseThrow().text());
      assertEquals("req_7", e.requestId().orElseThrow());
      assertTrue(server.awaitHangUps(1, BOUND));
    }
  }

  @Test
  void a_gap_in_a_whole_answer_meets_the_silence_limit() {
    try (RawServer server =
        thenSilent(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{")) {
      assertEquals(Kind.SILENCE, timedOut(server, hi(Kind.SILENCE, 200), false).timeout());
    }
  }

  @Test
  void comments_keep_a_stream_alive_beyond_the_silence_limit() {
    try (RawServer server =
            ticking(
                STREAM + chunked(text("Hel")),
                ": keep-alive\n\n",
                50,
                chunked(text("lo") + finish("stop") + DONE) + LAST);
        HttpTransport transport = Wire.transport(server.url());
        CompletionStream stream = Wire.model(transport).stream(hi(Kind.SILENCE, 2_000))) {
      assertEquals("Hello", stream.completion().text());
    }
  }

  @Test
  void a_slow_consumer_is_no_silence() throws InterruptedException {
    try (RawServer server = RawServer.answering(Wire.stream());
        HttpTransport transport = Wire.transport(server.url());
        CompletionStream stream = Wire.model(transport).stream(hi(Kind.SILENCE, 200))) {
      Iterator<CompletionEvent> events = stream.iterator();
      events.next();
      // Nobody counts this down: it is a wait and nothing else.
      assertTrue(!new CountDownLatch(1).await(600, TimeUnit.MILLISECONDS));
      assertEquals("Hello", stream.completion().text());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_busy_exchange_meets_the_whole_limit(boolean stream) {
    String head =
        stream ? STREAM : STREAM.replace("text/event-stream; charset=utf-8", "application/json");
    try (RawServer server = ticking(head, stream ? text("x") : " ", 60, "")) {
      assertEquals(Kind.WHOLE, timedOut(server, hi(Kind.WHOLE, 400), stream).timeout());
    }
  }

  @Test
  void the_whole_limit_counts_for_a_slow_consumer_too() throws InterruptedException {
    try (RawServer server = thenSilent(STREAM + chunked(text("Hel")));
        HttpTransport transport = Wire.transport(server.url());
        CompletionStream stream = Wire.model(transport).stream(hi(Kind.WHOLE, 1_000))) {
      stream.iterator().next();
      assertTrue(server.awaitHangUps(1, BOUND));
      assertEquals(Kind.WHOLE, assertThrows(TimedOutException.class, stream::completion).timeout());
    }
  }

  @Test
  void an_error_whose_body_hangs_is_that_error() {
    try (RawServer server = thenSilent("HTTP/1.1 401 No\r\nContent-Length: 50\r\n\r\n{\"error\"");
        HttpTransport transport = Wire.transport(server.url())) {
      assertThrows(
          dev.parley.error.AuthenticationException.class,
          () -> Wire.model(transport).complete(hi(Kind.SILENCE, 200)));
      assertTrue(server.awaitHangUps(1, BOUND));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_connection_that_does_not_stand_meets_the_connect_limit(boolean stream) {
    try (HttpTransport transport =
        new HttpTransport(
            Wire.endpoint(URI.create("http://127.0.0.1:9/v1")),
            Proxy.NO_PROXY,
            new HangingSockets(),
            Dns.SYSTEM)) {
      ServerModel model = Wire.model(transport);
      TimedOutException e =
          assertThrows(
              TimedOutException.class,
              () -> {
                if (stream) {
                  model.stream(hi(Kind.CONNECT, 200)).completion();
                } else {
                  model.complete(hi(Kind.CONNECT, 200));
                }
              });
      assertEquals(Kind.CONNECT, e.timeout());
      assertTrue(e.getMessage().contains("http://127.0.0.1:9"), e::getMessage);
    }
  }

  @Test
  void the_connect_limit_is_one_for_all_addresses() {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    SlowlyRefusingSockets sockets = new SlowlyRefusingSockets();
    try (HttpTransport transport =
        new HttpTransport(
            Wire.endpoint(URI.create("http://many.invalid:9/v1")),
            Proxy.NO_PROXY,
            sockets,
            name -> java.util.Collections.nCopies(50, loopback))) {
      TimedOutException e =
          assertThrows(
              TimedOutException.class, () -> Wire.model(transport).complete(hi(Kind.CONNECT, 300)));
      assertEquals(Kind.CONNECT, e.timeout());
    }
  }

  @Test
  void a_full_backlog_meets_the_connect_limit() throws IOException {
    try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      java.util.List<Socket> fillers = new java.util.ArrayList<>();
      try {
        for (int i = 0; i < 4; i++) {
          Socket filler = new Socket();
          fillers.add(filler);
          try {
            filler.connect(deaf.getLocalSocketAddress(), 100);
          } catch (IOException full) {
            break;
          }
        }
        try (HttpTransport transport =
            Wire.transport(URI.create("http://127.0.0.1:" + deaf.getLocalPort()))) {
          TimedOutException e =
              assertThrows(
                  TimedOutException.class,
                  () -> Wire.model(transport).complete(hi(Kind.CONNECT, 200)));
          assertEquals(Kind.CONNECT, e.timeout());
        }
      } finally {
        for (Socket filler : fillers) {
          filler.close();
        }
      }
    }
  }

  /** Sockets whose connect waits until they are closed. */
  private static final class HangingSockets extends OnlyPlainSockets {
    @Override
    public Socket createSocket() {
      CountDownLatch closed = new CountDownLatch(1);
      return new Socket() {
        @Override
        public void connect(SocketAddress to, int millis) throws IOException {
          try {
            closed.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          throw new SocketException("Socket closed");
        }

        @Override
        public synchronized void close() {
          closed.countDown();
        }
      };
    }
  }

  /** Sockets that take a moment to be refused. */
  private static final class SlowlyRefusingSockets extends OnlyPlainSockets {
    @Override
    public Socket createSocket() {
      CountDownLatch closed = new CountDownLatch(1);
      return new Socket() {
        @Override
        public void connect(SocketAddress to, int millis) throws IOException {
          try {
            closed.await(TICK.toMillis(), TimeUnit.MILLISECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          throw new java.net.ConnectException("refused");
        }

        @Override
        public synchronized void close() {
          closed.countDown();
        }
      };
    }
  }
}
