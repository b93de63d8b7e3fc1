package dev.parley.tck.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a script can do with a connection, byte for byte. */
@Timeout(30)
class ScriptedConnectionTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final String CHUNKED =
      "HTTP/1.1 200 Scripted\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n";

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void a_reply_is_its_status_its_headers_and_its_body() throws IOException {
    Reply reply = Reply.json(429, "{\"ä\":1}").header("Retry-After", "7");
    try (ScriptedServer server = ScriptedServer.answering(reply);
        RawClient client = new RawClient(server)) {
      client.send(RawClient.GET).reads("HTTP/1.1 429 Scripted\r\n");
      String rest = client.read(77);
      assertTrue(rest.contains("Retry-After: 7\r\n"), rest);
      assertTrue(rest.contains("Content-Length: 8\r\n\r\n"), rest);
      assertTrue(rest.endsWith("{\"ä\":1}"), rest);
    }
  }

  @Test
  void pieces_come_one_by_one_with_pauses_between_them() throws IOException {
    Duration pause = Duration.ofMillis(60);
    try (ScriptedServer server =
            ScriptedServer.start(
                connection -> {
                  connection.readRequest();
                  connection.startChunked(200, "text/plain");
                  connection.sendChunk(bytes("Grü"));
                  connection.pause(pause);
                  connection.sendChunk(bytes(""));
                  connection.sendChunk(bytes("ße"));
                  connection.endChunked();
                });
        RawClient client = new RawClient(server)) {
      client.send(RawClient.GET).reads(CHUNKED).reads("4\r\nGrü\r\n");
      long begun = System.nanoTime();
      client.reads("3\r\nße\r\n");
      long waited = System.nanoTime() - begun;
      // The pause may have begun before this thread went on.
      assertTrue(waited > pause.toNanos() / 2, () -> "only " + Duration.ofNanos(waited));
      assertEquals("0\r\n\r\n", client.readAll());
    }
  }

  @Test
  void a_head_may_come_slowly_and_framing_may_be_wrong() throws IOException {
    String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    try (ScriptedServer server =
            ScriptedServer.start(
                connection -> {
                  connection.readRequest();
                  for (byte each : bytes(head)) {
                    connection.send(new byte[] {each});
                    connection.pause(Duration.ofMillis(1));
                  }
                  connection.send("nonsense\r\n");
                });
        RawClient client = new RawClient(server)) {
      assertEquals(head + "nonsense\r\n", client.send(RawClient.GET).readAll());
      assertEquals(head.length() + 10, server.bytesSent());
    }
  }

  @Test
  void a_cut_ends_the_connection_in_the_middle_and_a_reset_breaks_it() throws IOException {
    ScriptedServer.Script cut =
        connection -> {
          boolean reset = connection.readRequest().orElseThrow().path().equals("/reset");
          connection.startChunked(200, "text/plain");
          connection.sendChunk(bytes("Once"));
          // So that the client has read this before the connection breaks.
          connection.readRequest();
          if (reset) {
            connection.reset();
            connection.send("too late");
          }
        };
    try (ScriptedServer server = ScriptedServer.start(cut)) {
      for (String path : List.of("/cut", "/reset")) {
        try (RawClient client = new RawClient(server)) {
          client.send("GET " + path + " HTTP/1.1\r\n\r\n").reads(CHUNKED).reads("4\r\nOnce\r\n");
          client.send("GET /more HTTP/1.1\r\n\r\n");
          assertEquals(path.equals("/reset"), client.breaks(), path);
        }
      }
      assertTrue(server.awaitOpenConnections(0, SOON));
      assertFalse(server.awaitHangUps(1, Duration.ZERO), "the server left, not the client");
    }
  }

  @Test
  void a_stall_is_over_when_the_client_hangs_up() throws IOException {
    try (ScriptedServer server =
        ScriptedServer.start(
            connection -> {
              connection.readRequest();
              connection.startChunked(200, "text/plain");
              connection.awaitHangUp();
            })) {
      try (RawClient client = new RawClient(server)) {
        client.send(RawClient.GET).reads(CHUNKED);
        assertFalse(server.awaitHangUps(1, Duration.ZERO));
      }
      assertTrue(server.awaitHangUps(1, SOON));
    }
  }

  @Test
  void a_connection_is_held_after_the_end_and_serves_the_next_request() throws IOException {
    try (ScriptedServer server =
            ScriptedServer.start(
                connection -> {
                  while (connection.readRequest().isPresent()) {
                    connection.startChunked(200, "text/plain");
                    connection.endChunked();
                  }
                });
        RawClient client = new RawClient(server)) {
      for (int i = 0; i < 3; i++) {
        client.send(RawClient.GET).reads(CHUNKED).reads("0\r\n\r\n");
      }
      assertEquals(3, server.requests().size());
      assertEquals(1, server.accepted());
      assertEquals(1, server.openConnections());
    }
  }

  @Test
  void requests_are_recorded_whatever_their_framing() throws IOException {
    String post = "POST /p HTTP/1.1\r\nX-One: 1\r\nx-one:  2 \r\n";
    try (ScriptedServer server = ScriptedServer.answering(Reply.json(200, ""));
        RawClient client = new RawClient(server)) {
      client
          .send(RawClient.GET)
          .send(post + "Content-Length: 6\r\n\r\nGrüß")
          .send(post + "Transfer-Encoding: Chunked\r\n\r\n")
          .send("5;name=value\r\nGrü\n\r\n6\r\nße\r\n \r\n0\r\nX-Trailer: 1\r\n\r\n")
          .send(RawClient.GET);
      assertTrue(server.awaitRequests(4, SOON));
      RecordedRequest get = server.requests().get(0);
      assertEquals("GET /a?b=c", get.toString());
      assertEquals("/a", get.path());
      assertEquals("scripted", get.header("HOST").orElseThrow());
      assertEquals(0, get.body().length);
      RecordedRequest counted = server.requests().get(1);
      assertEquals("2", counted.header("X-One").orElseThrow());
      assertEquals("Grüß", counted.text());
      assertEquals("/p", counted.path());
      assertEquals("Grü\nße\r\n ", server.requests().get(2).text());
      assertArrayEquals(new byte[0], server.requests().get(3).body());
      assertEquals(0, server.requests().get(3).connection());
    }
  }

  @Test
  void a_request_that_breaks_off_is_a_hang_up_and_no_request() throws IOException {
    List<String> parts =
        List.of(
            "GET / HTTP/1.1\r\nHost: scripted\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nfour",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfour\r\n");
    try (ScriptedServer server = ScriptedServer.answering(Reply.json(200, ""))) {
      for (int i = 0; i < parts.size(); i++) {
        new RawClient(server).send(parts.get(i)).close();
        assertTrue(server.awaitHangUps(i + 1, SOON), parts.get(i));
      }
      assertEquals(List.of(), server.requests());
    }
  }

  @Test
  void a_client_of_the_jdk_understands_it() throws IOException {
    try (ScriptedServer server =
        ScriptedServer.start(
            connection -> {
              RecordedRequest request = connection.readRequest().orElseThrow();
              connection.startChunked(200, "text/plain");
              connection.sendChunk(request.body());
              connection.sendChunk(bytes("!"));
              connection.endChunked();
            })) {
      HttpURLConnection client =
          (HttpURLConnection) server.uri().resolve("/echo").toURL().openConnection();
      client.setDoOutput(true);
      client.setChunkedStreamingMode(4);
      client.getOutputStream().write(bytes("Grüße"));
      try (InputStream body = client.getInputStream()) {
        assertEquals("Grüße!", new String(body.readAllBytes(), StandardCharsets.UTF_8));
      }
      assertEquals("chunked", server.requests().get(0).header("transfer-encoding").orElse(""));
    }
  }
}
