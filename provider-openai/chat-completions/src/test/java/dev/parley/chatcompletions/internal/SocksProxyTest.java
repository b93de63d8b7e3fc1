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
import dev.parley.chatcompletions.internal.SocksServer.Silence;
import dev.parley.error.CancelledException;
import dev.parley.error.ModelException;
import dev.parley.error.TimedOutException;
import dev.parley.error.TransportException;
import dev.parley.spi.InterruptibleSockets;
import java.io.IOException;
import java.net.Authenticator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.Dns;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** SOCKS 5, with and without a password. */
@Timeout(60)
class SocksProxyTest {
  private static final Duration BOUND = Duration.ofSeconds(20);
  private static final ProxyLogin LOGIN = new ProxyLogin("mé", "p:ss wörd");
  private static final Dns NO_NAMES =
      name -> {
        if (name.equals("127.0.0.1")) {
          return List.of(InetAddress.getLoopbackAddress());
        }
        throw new AssertionError("looked up " + name);
      };

  private static HttpTransport transport(
      String url, SocksServer socks, @Nullable ProxyLogin login) {
    return new HttpTransport(
        Wire.endpoint(URI.create(url)),
        new Network(socks.proxy(), login, null, false, WireLog.OFF),
        new InterruptibleSockets(),
        NO_NAMES);
  }

  @ParameterizedTest
  @CsvSource({
    "http://server.invalid/v1, name server.invalid:80",
    "http://server.invalid:8080/v1, name server.invalid:8080",
    "http://192.0.2.7:8080/v1, ipv4 192.0.2.7:8080",
    "http://0.0.0.0:8080/v1, ipv4 0.0.0.0:8080",
    "'http://[2001:db8::1]/v1', ipv6 2001:db8:0:0:0:0:0:1:80"
  })
  void the_proxy_gets_the_name_and_looks_it_up(String url, String asked) throws IOException {
    try (RawServer server = RawServer.answering(response(Wire.answer()));
        SocksServer socks = SocksServer.to(server.port(), null);
        HttpTransport transport = transport(url, socks, null)) {
      assertEquals("Hello", Wire.model(transport).complete(HI).text());
      assertEquals("Hello", Wire.model(transport).complete(HI).text());
      assertEquals(List.of("version 5 methods 1", asked), socks.seen());
      assertEquals(2, server.requests());
    }
  }

  @Test
  void a_stream_comes_through_and_is_cancelled_through() throws IOException {
    try (RawServer server =
            RawServer.start(
                connection -> {
                  connection.readRequest();
                  connection.send(Wire.STREAM + Wire.chunked(Wire.text("Hel")));
                  connection.awaitHangUp();
                });
        SocksServer socks = SocksServer.to(server.port(), null);
        HttpTransport transport = transport("http://server.invalid/v1", socks, null)) {
      try (CompletionStream stream = Wire.model(transport).stream(HI)) {
        stream.iterator().next();
      }
      assertTrue(server.awaitHangUps(1, BOUND));
    }
  }

  @Test
  void the_proxy_is_told_who_uses_it_and_the_jvm_is_not_asked() throws IOException {
    AtomicBoolean asked = new AtomicBoolean();
    Authenticator before = Authenticator.getDefault();
    Authenticator.setDefault(
        new Authenticator() {
          @Override
          protected PasswordAuthentication getPasswordAuthentication() {
            asked.set(true);
            return new PasswordAuthentication("jvm", "jvm".toCharArray());
          }
        });
    try (RawServer server = RawServer.answering(response(Wire.answer()));
        SocksServer socks = SocksServer.to(server.port(), "mé:p:ss wörd");
        HttpTransport transport = transport("http://server.invalid/v1", socks, LOGIN)) {
      assertEquals("Hello", Wire.model(transport).complete(HI).text());
      assertEquals("login mé:p:ss wörd", socks.seen().get(1));
      assertFalse(asked.get());
    } finally {
      Authenticator.setDefault(before);
    }
  }

  @Test
  void a_proxy_that_wants_no_password_is_not_told_one() throws IOException {
    try (RawServer server = RawServer.answering(response(Wire.answer()));
        SocksServer socks = SocksServer.to(server.port(), null);
        HttpTransport transport = transport("http://server.invalid/v1", socks, LOGIN)) {
      assertEquals("Hello", Wire.model(transport).complete(HI).text());
      assertEquals(List.of("version 5 methods 2", "name server.invalid:80"), socks.seen());
    }
  }

  @ParameterizedTest
  @CsvSource({"true, refuses the user name", "false, wants a user name"})
  void a_wrong_or_missing_password_is_told_and_not_worth_a_retry(boolean wrong, String why)
      throws IOException {
    try (RawServer server = RawServer.answering(response(Wire.answer()));
        SocksServer socks = SocksServer.to(server.port(), "other:one");
        HttpTransport transport =
            transport("http://server.invalid/v1", socks, wrong ? LOGIN : null)) {
      TransportException e =
          assertThrows(TransportException.class, () -> Wire.model(transport).complete(HI));
      assertTrue(e.getMessage().contains(why), e::getMessage);
      assertFalse(e.getMessage().contains("wörd"), e::getMessage);
      assertFalse(e.retryable());
      assertInstanceOf(NoRouteToHostException.class, e.getCause()); // Nothing was sent.
      assertEquals(0, server.accepted());
    }
  }

  @ParameterizedTest
  @CsvSource({"1, it says 1", "2, rules", "3, network", "4, known", "5, refuses", "6, far"})
  void what_the_proxy_cannot_do_is_said(int reply, String why) throws IOException {
    try (SocksServer socks = new SocksServer(1, null, Silence.NEVER, reply);
        HttpTransport transport = transport("http://server.invalid/v1", socks, null)) {
      TransportException e =
          assertThrows(TransportException.class, () -> Wire.model(transport).complete(HI));
      assertTrue(e.getMessage().contains(why), e::getMessage);
      assertEquals(reply != 2, e.retryable());
    }
  }

  @ParameterizedTest
  @CsvSource({"'HTTP/1.1 400 Bad', does not speak SOCKS 5", "'', hung up"})
  void a_server_that_is_no_such_proxy_is_told(String answer, String why) {
    try (RawServer http = RawServer.start(connection -> connection.send(answer));
        HttpTransport transport =
            new HttpTransport(
                Wire.endpoint(URI.create("http://server.invalid/v1")),
                new Proxy(
                    Proxy.Type.SOCKS,
                    java.net.InetSocketAddress.createUnresolved("127.0.0.1", http.port())))) {
      TransportException e =
          assertThrows(TransportException.class, () -> Wire.model(transport).complete(HI));
      assertTrue(e.getMessage().contains(why) || e.getMessage().contains("broke"), e::getMessage);
    }
  }

  @Test
  void a_proxy_that_is_not_there_is_named() throws IOException {
    try (ClosedPort port = new ClosedPort();
        HttpTransport transport =
            new HttpTransport(
                Wire.endpoint(URI.create("http://server.invalid/v1")),
                new Proxy(
                    Proxy.Type.SOCKS,
                    InetSocketAddress.createUnresolved("127.0.0.1", port.number())))) {
      TransportException e =
          assertThrows(TransportException.class, () -> Wire.model(transport).complete(HI));
      assertTrue(
          e.getMessage().contains("through the proxy 127.0.0.1:" + port.number()), e::getMessage);
      assertTrue(e.retryable());
    }
  }

  @Test
  void the_next_address_of_the_proxy_is_tried() throws IOException {
    try (RawServer server = RawServer.answering(response(Wire.answer()));
        SocksServer socks = SocksServer.to(server.port(), null);
        HttpTransport transport =
            new HttpTransport(
                Wire.endpoint(URI.create("http://server.invalid/v1")),
                new Network(socks.proxy(), null, null, false, WireLog.OFF),
                new InterruptibleSockets(),
                name ->
                    List.of(
                        InetAddress.getByAddress(new byte[] {127, 0, 0, 77}),
                        InetAddress.getLoopbackAddress()))) {
      assertEquals("Hello", Wire.model(transport).complete(HI).text());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Silence.class,
      names = {"NEVER"},
      mode = EnumSource.Mode.EXCLUDE)
  void a_silent_proxy_meets_the_connect_limit(Silence when) throws Exception {
    try (SocksServer socks = silent(when);
        HttpTransport transport = transport("http://server.invalid/v1", socks, LOGIN)) {
      TimedOutException e =
          assertThrows(
              TimedOutException.class,
              () -> Wire.model(transport).complete(Wire.hi(Kind.CONNECT, 200)));
      assertEquals(Kind.CONNECT, e.timeout());
      assertTrue(socks.awaitHangUp());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Silence.class,
      names = {"NEVER"},
      mode = EnumSource.Mode.EXCLUDE)
  void interrupting_and_closing_hang_up_on_a_silent_proxy(Silence when) throws Exception {
    for (boolean interrupt : new boolean[] {true, false}) {
      try (SocksServer socks = silent(when);
          HttpTransport transport = transport("http://server.invalid/v1", socks, LOGIN)) {
        CompletionStream stream = Wire.model(transport).stream(HI);
        Reader reader = Reader.start(stream::completion);
        assertTrue(socks.awaitSilence());
        if (interrupt) {
          reader.interrupt();
        } else {
          stream.close();
        }
        reader.awaitEnd(BOUND);
        assertInstanceOf(CancelledException.class, reader.failure());
        assertEquals(interrupt, reader.interruptedAtEnd());
        assertTrue(socks.awaitHangUp());
      }
    }
  }

  private static SocksServer silent(Silence when) throws IOException {
    return new SocksServer(1, "mé:p:ss wörd", when, 0);
  }

  @Test
  void the_key_goes_to_the_server_only() throws IOException {
    try (RawServer server = RawServer.answering(response("401 No", "application/json", "{}"));
        SocksServer socks = SocksServer.to(server.port(), "mé:p:ss wörd");
        HttpTransport transport = transport("http://server.invalid/v1", socks, LOGIN)) {
      assertThrows(ModelException.class, () -> Wire.model(transport).complete(HI));
      assertTrue(socks.seen().stream().noneMatch(said -> said.contains(KEY)));
    }
  }
}
