package dev.parley.chatcompletions.internal;

import static dev.parley.chatcompletions.internal.Wire.HI;
import static dev.parley.chatcompletions.internal.Wire.KEY;
import static dev.parley.chatcompletions.internal.Wire.response;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.CompletionStream;
import dev.parley.chat.Timeouts;
import dev.parley.chatcompletions.Dialect;
import dev.parley.config.Secret;
import dev.parley.error.ModelException;
import dev.parley.error.RefusedLocallyException;
import dev.parley.error.RefusedLocallyException.Limiter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * While offline nothing leaves this machine. Whatever is dialled is written down and ends at a
 * server on loopback, so that a mistake fails the test and is not made on a network.
 */
@Timeout(60)
class OfflineTest {
  /** Everything that talks to the server. */
  enum Call {
    COMPLETE,
    STREAM,
    COUNT_TOKENS,
    GET;

    void on(ServerModel model) {
      switch (this) {
        case COMPLETE -> model.complete(HI);
        case COUNT_TOKENS -> model.countTokens(HI);
        case GET -> model.get("props", Timeouts.PLAIN_CALL_DEFAULTS);
        case STREAM -> {
          try (CompletionStream stream = model.stream(HI)) {
            stream.iterator().next();
          }
        }
      }
    }
  }

  private static final String[] ELSEWHERE = {
    "http://api.example.com/v1",
    "https://api.example.com/v1",
    "http://com/v1",
    "http://192.0.2.1/v1",
    "https://198.51.100.7:8443/v1",
    "http://[2001:db8::1]/v1",
    "http://10.0.0.1/v1",
    "http://172.16.0.1/v1",
    "http://192.168.1.1/v1",
    "http://169.254.169.254/v1",
    "http://[fe80::1]/v1",
    "http://[fd00::1]/v1",
    "http://0.0.0.0/v1",
    "http://0/v1",
    "http://[::]/v1",
    "http://2130706433/v1",
    "http://0x7f000001/v1",
    "http://0x7f.0.0.1/v1",
    "http://0x7f.1/v1",
    "http://017700000001/v1",
    "http://0177.0.0.1/v1",
    "http://127.0.0.010/v1",
    "http://127.1/v1",
    "http://127.0.0.1./v1",
    "http://localhost./v1",
    "http://localhost.example.com/v1",
    "http://localhost.com/v1",
    "http://notlocalhost/v1",
    "http://127.0.0.1.example.com/v1",
    "http://127.0.0.1%2eexample.com/v1",
    "http://127.0.0.1@api.example.com/v1",
    "http://localhost:80@192.0.2.1/v1",
    "http://api.example.com/@localhost/v1",
    "http://api.example.com/v1?x=@localhost/",
    "http://api.example.com/v1#@localhost/",
    "http://[::ffff:192.0.2.1]/v1",
    "http://[::ffff:c000:201]/v1",
    "http://[::127.0.0.1]/v1",
    "http://[64:ff9b::7f00:1]/v1",
    "http://[::2]/v1",
    "http://\uFF11\uFF19\uFF12.0.2.1/v1",
    "http://localhost\u3002example.com/v1",
    "http://l\u043Ecalhost/v1"
  };

  private final List<Object> asked = new ArrayList<>();
  private final RawServer server =
      RawServer.start(
          connection -> {
            while (connection.readRequest()) {
              boolean streamed = connection.head().contains("text/event-stream");
              connection.send(streamed ? Wire.stream() : response(answer(connection.head())));
            }
          });

  private static String answer(String head) {
    return head.contains("/v1/count") ? "{\"input_tokens\":7}" : Wire.answer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  static Stream<String> elsewhere() {
    return Stream.of(ELSEWHERE);
  }

  private HttpTransport transport(String url, boolean offline, Proxy proxy) {
    Endpoint endpoint =
        new Endpoint(
            "work",
            URI.create(url),
            Map.of(),
            () -> {
              asked.add("key");
              return Secret.of(KEY);
            },
            "setting \"work.api-key\"",
            "setting \"work.base-url\"",
            offline);
    return new HttpTransport(
        endpoint,
        proxy,
        new DivertedSockets(server.port(), asked::add),
        name -> {
          asked.add("name " + name);
          throw new UnknownHostException(name);
        });
  }

  private static ServerModel model(HttpTransport transport) {
    return Wire.model(transport, Dialect.COMPATIBLE.withTokenCountPath("count"));
  }

  private RefusedLocallyException refused(String url, Proxy proxy, Call call) {
    try (HttpTransport transport = transport(url, true, proxy)) {
      return assertThrows(
          RefusedLocallyException.class, () -> call.on(model(transport)), call::name);
    }
  }

  private List<Object> served(String url, Proxy proxy, Call call) {
    try (HttpTransport transport = transport(url, true, proxy)) {
      call.on(model(transport));
    }
    return List.copyOf(asked);
  }

  private static InetSocketAddress address(String literal, int port) throws UnknownHostException {
    return new InetSocketAddress(InetAddress.getByName(literal), port);
  }

  @ParameterizedTest
  @MethodSource("elsewhere")
  void what_is_or_may_be_another_machine_is_refused_and_nobody_is_asked(String url) {
    for (Call call : Call.values()) {
      RefusedLocallyException e = refused(url, Proxy.NO_PROXY, call);
      assertEquals(Limiter.OFFLINE, e.limiter());
      assertFalse(e.retryable());
      assertTrue(e.getMessage().contains("\"offline\""), e::getMessage);
      assertEquals(List.of(), asked, call::name);
    }
    assertEquals(0, server.accepted());
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://192.0.2.1:81/v1", "http://2130706433:81/v1"})
  void the_same_addresses_are_dialled_when_not_offline(String url) {
    try (HttpTransport transport = transport(url, false, Proxy.NO_PROXY)) {
      assertEquals("Hello", model(transport).complete(HI).text());
      assertEquals(2, asked.size(), asked::toString);
      assertEquals(1, server.requests());
    }
  }

  @Test
  void names_are_looked_up_when_not_offline() {
    try (HttpTransport transport =
        transport("http://localhost.example.com/v1", false, Proxy.NO_PROXY)) {
      assertThrows(ModelException.class, () -> model(transport).complete(HI));
      assertEquals(List.of("key", "name localhost.example.com"), asked);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:81/v1, 127.0.0.1",
    "http://LOCALHOST:81/v1, 127.0.0.1",
    "http://app.localhost:81/v1, 127.0.0.1",
    "http://127.0.0.1:81/v1, 127.0.0.1",
    "http://127.9.9.9:81/v1, 127.9.9.9",
    "http://[::1]:81/v1, ::1",
    "http://[0:0:0:0:0:0:0:1]:81/v1, ::1",
    "http://user@localhost:81/v1, 127.0.0.1",
    "http://[::ffff:127.0.0.1]:81/v1, 127.0.0.1",
    "http://%31%32%37.0.0.1:81/v1, 127.0.0.1",
    "http://%6cocalhost:81/v1, 127.0.0.1",
    "http://\uFF11\uFF12\uFF17.0.0.1:81/v1, 127.0.0.1",
    "http://127\u30020.0.1:81/v1, 127.0.0.1",
    "http://\u24DBocalhost:81/v1, 127.0.0.1"
  })
  void this_machine_is_served_and_nobody_is_asked_for_its_address(String url, String dialled)
      throws UnknownHostException {
    for (Call call : Call.values()) {
      asked.clear();
      assertEquals(
          List.of("key", address(dialled, 81)), served(url, Proxy.NO_PROXY, call), call::name);
    }
    assertEquals(Call.values().length, server.requests());
  }

  @ParameterizedTest
  @EnumSource(Call.class)
  void no_proxy_on_another_machine_is_dialled(Call call) throws UnknownHostException {
    for (InetSocketAddress elsewhere :
        List.of(
            address("192.0.2.9", 3128),
            InetSocketAddress.createUnresolved("192.0.2.9", 3128),
            InetSocketAddress.createUnresolved("proxy.example.com", 3128))) {
      Proxy proxy = new Proxy(Proxy.Type.HTTP, elsewhere);
      asked.clear();
      refused("http://api.example.com/v1", proxy, call);
      assertEquals(List.of(), asked);
      assertEquals(
          List.of("key", address("127.0.0.1", 81)), served("http://localhost:81/v1", proxy, call));
    }
  }

  @ParameterizedTest
  @EnumSource(Call.class)
  void a_proxy_on_this_machine_is_no_way_out(Call call) throws UnknownHostException {
    Proxy proxy = new Proxy(Proxy.Type.HTTP, address("127.0.0.1", 3128));
    refused("http://api.example.com/v1", proxy, call);
    assertEquals(List.of(), asked);
  }

  @Test
  void a_stream_is_refused_at_the_first_read_and_tells_what_came() {
    try (HttpTransport transport = transport("http://api.example.com/v1", true, Proxy.NO_PROXY);
        CompletionStream stream = model(transport).stream(HI)) {
      RefusedLocallyException e =
          assertThrows(RefusedLocallyException.class, () -> stream.iterator().next());
      assertEquals("", e.partial().orElseThrow().text());
    }
  }

  @Test
  void the_refusal_names_the_server_and_nothing_else_of_its_address() {
    RefusedLocallyException e =
        refused(
            "https://user:pw@api.example.com:8443/secret?token=t", Proxy.NO_PROXY, Call.COMPLETE);
    assertTrue(e.getMessage().contains("https://api.example.com:8443,"), e::getMessage);
    assertFalse(e.getMessage().matches(".*(user|pw|secret|token).*"), e::getMessage);
  }

  @Test
  void an_ipv6_address_is_shown_in_brackets() {
    RefusedLocallyException e =
        refused("http://[2001:db8::1]:81/v1", Proxy.NO_PROXY, Call.COMPLETE);
    assertTrue(e.getMessage().contains("http://[2001:db8::1]:81,"), e::getMessage);
  }

  @Test
  void a_count_that_needs_no_server_is_made_offline_too() {
    try (HttpTransport transport = transport("http://api.example.com/v1", true, Proxy.NO_PROXY)) {
      assertFalse(Wire.model(transport).countTokens(HI).exact());
      assertEquals(List.of(), asked);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"example.com", "localhost.", "192.0.2.1", "127.1", "proxy.example.com"})
  void no_other_name_is_known(String name) {
    assertThrows(UnknownHostException.class, () -> new LoopbackNames().lookup(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "app.localhost"})
  void own_names_are_known_by_both_addresses(String name) throws UnknownHostException {
    List<InetAddress> addresses = new LoopbackNames().lookup(name);
    assertEquals(2, addresses.size());
    assertArrayEquals(new byte[] {127, 0, 0, 1}, addresses.get(0).getAddress());
    assertTrue(addresses.get(1).isLoopbackAddress());
    assertEquals(16, addresses.get(1).getAddress().length);
  }
}
