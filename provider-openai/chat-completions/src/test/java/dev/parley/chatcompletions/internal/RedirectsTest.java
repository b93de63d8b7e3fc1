package dev.parley.chatcompletions.internal;

import static dev.parley.chatcompletions.internal.Wire.HI;
import static dev.parley.chatcompletions.internal.Wire.KEY;
import static dev.parley.chatcompletions.internal.Wire.response;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.Timeouts.Kind;
import dev.parley.error.ProtocolException;
import dev.parley.error.TimedOutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Redirects: one within the origin is followed, with the key; no other is. */
@Timeout(60)
class RedirectsTest {
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private final List<String> bodies = new CopyOnWriteArrayList<>();

  private static String redirect(int status, String location) {
    return "HTTP/1.1 "
        + status
        + " Elsewhere\r\nLocation: "
        + location
        + "\r\nContent-Length: 5\r\n\r\nthere";
  }

  /** Sends {@code /v1} elsewhere and serves {@code /v2}. */
  private RawServer server(int status, String location, String answer) {
    return RawServer.start(
        connection -> {
          while (connection.readRequest()) {
            heads.add(connection.head());
            bodies.add(connection.body());
            boolean moved = connection.head().startsWith("POST /v2/");
            connection.send(moved ? answer : redirect(status, location));
          }
        });
  }

  @ParameterizedTest
  @CsvSource({
    "307, /v2/chat",
    "308, /v2/chat",
    "308, ../../v2/chat",
    "307, 'http://127.0.0.1:%d/v2/chat'",
    "307, '//127.0.0.1:%d/v2/chat'"
  })
  void a_redirect_within_the_origin_is_followed_with_the_key(int status, String location) {
    int[] port = new int[1];
    try (RawServer server =
        RawServer.start(
            connection -> {
              while (connection.readRequest()) {
                heads.add(connection.head());
                bodies.add(connection.body());
                boolean moved = connection.head().startsWith("POST /v2/");
                connection.send(
                    moved
                        ? response(Wire.answer())
                        : redirect(status, location.replace("%d", "" + port[0])));
              }
            })) {
      port[0] = server.port();
      try (HttpTransport transport = Wire.transport(server.url())) {
        assertEquals("Hello", Wire.model(transport).complete(HI).text());
      }
      assertEquals(1, server.accepted());
    }
    assertEquals(2, heads.size());
    assertTrue(heads.get(0).startsWith("POST /v1/chat/completions "), heads.get(0));
    assertTrue(heads.get(1).startsWith("POST /v2/chat "), heads.get(1));
    assertTrue(heads.get(1).contains("Authorization: Bearer " + KEY), heads.get(1));
    assertEquals(bodies.get(0), bodies.get(1));
  }

  @Test
  void a_stream_is_redirected_too() {
    try (RawServer server = server(307, "/v2/x", Wire.stream());
        HttpTransport transport = Wire.transport(server.url())) {
      assertEquals("Hello", Wire.model(transport).stream(HI).completion().text());
    }
    assertEquals(2, heads.size());
  }

  @Test
  void a_loop_ends_after_one_turn() {
    try (RawServer server = server(308, "/v1/chat/completions", "");
        HttpTransport transport = Wire.transport(server.url())) {
      assertThrows(ProtocolException.class, () -> Wire.model(transport).complete(HI));
      assertEquals(2, server.requests());
    }
  }

  @ParameterizedTest
  @CsvSource({"301, /v2/", "302, /v2/", "303, /v2/", "307, ''", "307, 'http://'", "307, 'data:x'"})
  void what_would_change_the_request_or_leads_nowhere_is_not_followed(int status, String location) {
    try (RawServer server = server(status, location, response(Wire.answer()));
        HttpTransport transport = Wire.transport(server.url())) {
      assertThrows(ProtocolException.class, () -> Wire.model(transport).complete(HI));
      assertTrue(server.requests() <= 2);
      assertTrue(heads.stream().noneMatch(head -> head.startsWith("POST /v2")));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:%d/v2/",
        "http://127.0.0.1:%d@127.0.0.2/v2/",
        "https://127.0.0.1:%d/v2/",
        "http://127.0.0.1/v2/",
        "http://127.0.0.1.invalid:%d/v2/",
        "//other.invalid/v2/"
      })
  void another_scheme_host_or_port_is_another_origin(String location) {
    int[] port = new int[1];
    try (RawServer server =
        RawServer.start(
            connection -> {
              connection.readRequest();
              connection.send(redirect(307, location.replace("%d", "" + port[0])));
            })) {
      port[0] = server.port();
      List<Object> dialled = new CopyOnWriteArrayList<>();
      try (HttpTransport transport =
          new HttpTransport(
              Wire.endpoint(server.url()),
              java.net.Proxy.NO_PROXY,
              new DivertedSockets(server.port(), dialled::add),
              name -> {
                throw new AssertionError("looked up " + name);
              })) {
        assertThrows(ProtocolException.class, () -> Wire.model(transport).complete(HI));
      }
      assertEquals(1, dialled.size(), dialled::toString);
      assertEquals(1, server.requests());
    }
  }

  @Test
  void the_time_outs_hold_for_the_second_request_too() {
    try (RawServer server =
            RawServer.start(
                connection -> {
                  connection.readRequest();
                  connection.send(redirect(307, "/v2/"));
                  connection.readRequest();
                  connection.awaitHangUp();
                });
        HttpTransport transport = Wire.transport(server.url())) {
      TimedOutException e =
          assertThrows(
              TimedOutException.class,
              () -> Wire.model(transport).complete(Wire.hi(Kind.FIRST_EVENT, 200)));
      assertEquals(Kind.FIRST_EVENT, e.timeout());
      assertTrue(server.awaitHangUps(1, Duration.ofSeconds(5)));
    }
  }

  @Test
  void a_server_that_hangs_up_after_the_redirect_is_asked_on_another_connection() {
    try (RawServer server =
            RawServer.start(
                connection -> {
                  connection.readRequest();
                  boolean moved = connection.head().startsWith("POST /v2/");
                  connection.send(
                      moved
                          ? response(Wire.answer())
                          : redirect(307, "/v2/")
                              .replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
                });
        HttpTransport transport = Wire.transport(server.url())) {
      assertEquals("Hello", Wire.model(transport).complete(HI).text());
      assertEquals(2, server.accepted());
    }
  }
}
