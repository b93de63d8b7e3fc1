package dev.parley.chatcompletions.internal;

import static dev.parley.chatcompletions.internal.Wire.HI;
import static dev.parley.chatcompletions.internal.Wire.KEY;
import static dev.parley.chatcompletions.internal.Wire.response;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.CompletionStream;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.chatcompletions.WireLog;
import dev.parley.error.AuthenticationException;
import dev.parley.error.CancelledException;
import dev.parley.error.TimedOutException;
import dev.parley.error.TransportException;
import dev.parley.spi.InterruptibleSockets;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP proxies: in the open and as tunnels, with and without a password. */
@Timeout(60)
class HttpProxyTest {
  private static final Duration BOUND = Duration.ofSeconds(20);
  private static final ProxyLogin LOGIN = new ProxyLogin("me", "pässword");
  private static final String BASIC =
      "Proxy-Authorization: Basic "
          + Base64.getEncoder().encodeToString("me:pässword".getBytes(StandardCharsets.UTF_8));
  private static final String REFUSAL =
      "HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0\r\n\r\n";

  private final LoopbackTls tls = new LoopbackTls();
  private final List<String> toProxy = new CopyOnWriteArrayList<>();
  private final List<String> toServer = new CopyOnWriteArrayList<>();

  private RawServer server() {
    return tls.serve(
        connection -> {
          while (connection.readRequest()) {
            toServer.add(connection.head());
            connection.send(response(Wire.answer()));
          }
        });
  }

  /** Opens tunnels, which all lead to one port. */
  private RawServer tunnels(int port) {
    return RawServer.start(
        connection -> {
          connection.readRequest();
          toProxy.add(connection.head());
          connection.send("HTTP/1.1 200 Connected\r\n\r\n");
          connection.relay(port);
        });
  }

  private RawServer refusing(String answer) {
    return RawServer.start(
        connection -> {
          while (connection.readRequest()) {
            toProxy.add(connection.head());
            connection.send(answer);
          }
        });
  }

  private HttpTransport transport(String url, RawServer proxy, @Nullable ProxyLogin login) {
    Proxy through =
        new Proxy(
            Proxy.Type.HTTP, InetSocketAddress.createUnresolved("proxy.invalid", proxy.port()));
    return new HttpTransport(
        Wire.endpoint(URI.create(url)),
        new Network(through, login, tls.trusting(), false, WireLog.OFF),
        new InterruptibleSockets(),
        name -> {
          assertEquals("proxy.invalid", name);
          return List.of(InetAddress.getLoopbackAddress());
        });
  }

  @Test
  void a_tunnel_is_opened_with_the_password_and_the_server_sees_nothing_of_it() {
    try (RawServer server = server();
        RawServer proxy = tunnels(server.port());
        HttpTransport transport = transport("https://localhost:9443/v1", proxy, LOGIN)) {
      assertEquals("Hello", Wire.model(transport).complete(HI).text());
      assertEquals("Hello", Wire.model(transport).complete(HI).text());
    }
    assertEquals(1, toProxy.size());
    assertTrue(toProxy.get(0).startsWith("CONNECT localhost:9443 HTTP/1.1\r\n"), toProxy.get(0));
    assertTrue(toProxy.get(0).contains(BASIC + "\r\n"), toProxy.get(0));
    assertFalse(toProxy.get(0).contains(KEY), toProxy.get(0));
    assertEquals(2, toServer.size());
    for (String head : toServer) {
      assertTrue(head.contains("Authorization: Bearer " + KEY), head);
      assertFalse(head.contains("Proxy-"), head);
    }
  }

  @Test
  void without_a_password_none_is_sent() {
    try (RawServer server = server();
        RawServer proxy = tunnels(server.port());
        HttpTransport transport = transport("https://localhost/v1", proxy, null)) {
      assertEquals("Hello", Wire.model(transport).complete(HI).text());
    }
    assertFalse(toProxy.get(0).contains("Authorization"), toProxy.get(0));
  }

  @Test
  void a_request_in_the_open_carries_the_password_to_the_proxy() {
    try (RawServer proxy = refusing(response(Wire.answer()));
        HttpTransport transport = transport("http://server.invalid/v1", proxy, LOGIN)) {
      assertEquals("Hello", Wire.model(transport).complete(HI).text());
    }
    assertTrue(toProxy.get(0).startsWith("POST http://server.invalid/v1/"), toProxy.get(0));
    assertTrue(toProxy.get(0).contains(BASIC + "\r\n"), toProxy.get(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://localhost/v1", "http://server.invalid/v1"})
  void a_password_that_is_refused_is_told_once_and_not_worth_a_retry(String url) {
    for (ProxyLogin login : new ProxyLogin[] {LOGIN, null}) {
      toProxy.clear();
      try (RawServer proxy = refusing(REFUSAL);
          HttpTransport transport = transport(url, proxy, login)) {
        TransportException e =
            assertThrows(TransportException.class, () -> Wire.model(transport).complete(HI));
        assertFalse(e.retryable());
        assertTrue(e.getMessage().contains("the proxy proxy.invalid:" + proxy.port()), e::toString);
        assertTrue(
            e.getMessage().contains(login == null ? "wants a user name" : "refuses the user name"),
            e::toString);
        assertFalse(e.toString().contains("pässword"), e::toString);
        assertInstanceOf(NoRouteToHostException.class, e.getCause()); // Nothing was sent.
        assertEquals(1, toProxy.size());
      }
    }
  }

  @Test
  void what_a_server_wants_behind_the_tunnel_is_not_the_proxys_wish() {
    try (RawServer server =
            tls.serve(
                connection -> {
                  connection.readRequest();
                  connection.send(REFUSAL);
                });
        RawServer proxy = tunnels(server.port());
        HttpTransport transport = transport("https://localhost/v1", proxy, LOGIN)) {
      AuthenticationException e =
          assertThrows(AuthenticationException.class, () -> Wire.model(transport).complete(HI));
      assertEquals(407, e.status().orElseThrow());
      assertFalse(e.getMessage().contains("proxy.invalid"), e::getMessage);
    }
  }

  @Test
  void a_tunnel_that_does_not_come_about_is_told() {
    try (RawServer proxy = refusing("HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n");
        HttpTransport transport = transport("https://localhost/v1", proxy, LOGIN)) {
      TransportException e =
          assertThrows(TransportException.class, () -> Wire.model(transport).complete(HI));
      assertTrue(e.getMessage().contains("through the proxy proxy.invalid"), e::toString);
      assertTrue(e.retryable());
    }
  }

  @Test
  void a_silent_proxy_meets_the_connect_limit() {
    try (RawServer proxy = silent();
        HttpTransport transport = transport("https://localhost/v1", proxy, LOGIN)) {
      TimedOutException e =
          assertThrows(
              TimedOutException.class,
              () -> Wire.model(transport).complete(Wire.hi(Kind.CONNECT, 200)));
      assertEquals(Kind.CONNECT, e.timeout());
      assertTrue(proxy.awaitHangUps(1, BOUND));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void interrupting_and_closing_hang_up_on_a_silent_proxy(boolean interrupt) {
    try (RawServer proxy = silent();
        HttpTransport transport = transport("https://localhost/v1", proxy, LOGIN)) {
      CompletionStream stream = Wire.model(transport).stream(HI);
      Reader reader = Reader.start(stream::completion);
      assertTrue(proxy.awaitRequests(1, BOUND));
      if (interrupt) {
        reader.interrupt();
      } else {
        stream.close();
      }
      reader.awaitEnd(BOUND);
      assertInstanceOf(CancelledException.class, reader.failure());
      assertEquals(interrupt, reader.interruptedAtEnd());
      assertTrue(proxy.awaitHangUps(1, BOUND));
    }
  }

  private static RawServer silent() {
    return RawServer.start(
        connection -> {
          connection.readRequest();
          connection.awaitHangUp();
        });
  }
}
