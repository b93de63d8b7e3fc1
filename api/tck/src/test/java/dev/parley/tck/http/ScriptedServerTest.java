package dev.parley.tck.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections, what is seen of clients that leave, and what is left at the end. */
@Timeout(60)
class ScriptedServerTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final byte[] CHUNK = new byte[8_000];

  private static void flood(ScriptedConnection connection) throws IOException {
    connection.readRequest();
    connection.startChunked(200, "text/plain");
    while (true) {
      connection.sendChunk(CHUNK);
    }
  }

  @Test
  void two_hundred_connections_are_served_at_once() throws IOException {
    int many = 200;
    CountDownLatch all = new CountDownLatch(many);
    try (ScriptedServer server =
        ScriptedServer.start(
            connection -> {
              connection.readRequest();
              all.countDown();
              awaitQuietly(all); // Nobody is answered before everybody is there.
              connection.send(String.valueOf(connection.number()));
            })) {
      List<RawClient> clients = new ArrayList<>();
      try {
        for (int i = 0; i < many; i++) {
          clients.add(new RawClient(server).send(RawClient.GET));
        }
        Set<String> numbers = new TreeSet<>();
        for (RawClient client : clients) {
          numbers.add(client.readAll());
        }
        assertEquals(many, numbers.size());
        assertEquals(many, server.accepted());
      } finally {
        for (RawClient client : clients) {
          client.close();
        }
      }
      assertTrue(server.awaitOpenConnections(0, SOON));
      assertFalse(server.awaitHangUps(1, Duration.ZERO), "the scripts ended first");
    }
  }

  private static void awaitQuietly(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(SOON.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("Not all came");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void each_hang_up_is_counted_once() throws IOException {
    AtomicInteger scripts = new AtomicInteger();
    try (ScriptedServer server =
        ScriptedServer.start(
            connection -> {
              if (scripts.getAndIncrement() % 2 == 0) {
                connection.awaitHangUp();
                connection.awaitHangUp();
              } else {
                flood(connection);
              }
            })) {
      for (int i = 1; i <= 6; i++) {
        new RawClient(server).send(RawClient.GET).close();
        assertTrue(server.awaitHangUps(i, SOON));
        assertTrue(server.awaitOpenConnections(0, SOON));
        assertFalse(server.awaitHangUps(i + 1, Duration.ZERO));
      }
    }
  }

  @Test
  void a_client_that_goes_between_requests_leaves_no_answer() throws IOException {
    try (ScriptedServer server = ScriptedServer.answering(Reply.json(200, "{}"))) {
      try (RawClient client = new RawClient(server)) {
        client.send(RawClient.GET).read(78);
      }
      assertTrue(server.awaitOpenConnections(0, SOON));
      assertFalse(server.awaitHangUps(1, Duration.ZERO));
    }
  }

  @Test
  void a_client_that_does_not_read_stops_the_script() throws Exception {
    try (ScriptedServer server = ScriptedServer.start(ScriptedServerTest::flood);
        RawClient client = new RawClient(server)) {
      client.send(RawClient.GET).read(100);
      long before = -1;
      while (before != server.bytesSent()) {
        before = server.bytesSent();
        assertTrue(before < 64L << 20, "no end of it");
        // That it stays so can only be seen by waiting.
        assertFalse(server.awaitHangUps(1, Duration.ofMillis(100)));
      }
      client.read((int) before / 2);
      long stopped = before;
      while (server.bytesSent() == stopped) {
        client.read(CHUNK.length); // It goes on as soon as there is room.
      }
    }
  }

  @Test
  void closing_frees_every_script_and_thread() throws Exception {
    CountDownLatch begun = new CountDownLatch(4);
    AtomicInteger scripts = new AtomicInteger();
    Set<Thread> before = threads();
    ScriptedServer server =
        ScriptedServer.start(
            connection -> {
              begun.countDown();
              switch (scripts.getAndIncrement()) {
                case 0 -> connection.awaitHangUp();
                case 1 -> connection.pause(Duration.ofHours(1));
                case 2 -> connection.readRequest();
                default -> connection.send(new byte[64 << 20]); // More than buffers take.
              }
            });
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      clients.add(new RawClient(server));
    }
    assertTrue(begun.await(SOON.toMillis(), TimeUnit.MILLISECONDS));
    server.close();
    server.close();
    for (RawClient client : clients) {
      client.close();
    }
    end(before);
    assertFalse(server.awaitHangUps(1, Duration.ZERO), "the server left, not the clients");
    assertThrows(IOException.class, () -> new RawClient(server));
  }

  /** Waits for all threads but those to end. */
  private static void end(Set<Thread> before) throws InterruptedException {
    for (Set<Thread> left = threads(); !before.containsAll(left); left = threads()) {
      for (Thread thread : left) {
        if (!before.contains(thread)) {
          thread.join(SOON.toMillis());
          assertFalse(thread.isAlive(), thread::getName);
        }
      }
    }
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(ScriptedServer.THREAD_PREFIX))
        .collect(Collectors.toSet());
  }

  @Test
  void a_deaf_server_lets_nobody_connect() throws IOException {
    try (ScriptedServer server = ScriptedServer.deaf();
        Socket socket = new Socket()) {
      InetSocketAddress address =
          new InetSocketAddress(server.uri().getHost(), server.uri().getPort());
      // It times out or, on other systems, is refused.
      assertThrows(IOException.class, () -> socket.connect(address, 200));
      assertEquals(0, server.accepted());
    }
  }

  @Test
  void waiting_for_what_does_not_come_ends() {
    try (ScriptedServer server = ScriptedServer.answering(Reply.json(200, "{}"))) {
      assertFalse(server.awaitRequests(1, Duration.ofMillis(20)));
      assertFalse(server.awaitHangUps(1, Duration.ofMillis(20)));
      Thread.currentThread().interrupt();
      assertFalse(server.awaitRequests(1, SOON));
      assertTrue(Thread.interrupted(), "the interrupt flag is gone");
    }
  }
}
