package dev.parley.chatcompletions.internal;

import dev.parley.chat.ModelId;
import dev.parley.chat.Timeouts;
import dev.parley.chatcompletions.KeyHeader;
import dev.parley.chatcompletions.WireLog;
import dev.parley.config.Secret;
import dev.parley.error.ConfigurationException;
import dev.parley.error.RefusedLocallyException;
import dev.parley.spi.InterruptibleSockets;
import java.net.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.net.SocketFactory;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to one server, by a client that {@link Clients} sets up. No request is sent twice,
 * see {@link SendOnce}, and none to another server, see {@link Redirects}.
 */
public final class HttpTransport implements AutoCloseable {
  private static final MediaType JSON = MediaType.get("application/json");
  private static final String USER_AGENT = "parley-java";

  private final Endpoint endpoint;
  private final HttpUrl baseUrl;
  private final Network network;
  private final OkHttpClient client;
  private final CallLimit limit;
  private final Set<Exchange> running = ConcurrentHashMap.newKeySet();

  /** Of the paths that were asked for: each model's few. */
  private final Map<String, HttpUrl> addresses = new ConcurrentHashMap<>();

  private volatile boolean closed;

  /** A transport over the machine's network. */
  public HttpTransport(Endpoint endpoint, Network network) {
    this(endpoint, network, CallLimit.none());
  }

  /** A transport over the machine's network on which no more runs at once than {@code limit}. */
  public HttpTransport(Endpoint endpoint, Network network, CallLimit limit) {
    this(endpoint, network, limit, new InterruptibleSockets(), Dns.SYSTEM);
  }

  /** A transport over the machine's network that goes through {@code proxy}. */
  public HttpTransport(Endpoint endpoint, Proxy proxy) {
    this(endpoint, Network.through(proxy));
  }

  HttpTransport(Endpoint endpoint, Proxy proxy, SocketFactory sockets, Dns names) {
    this(endpoint, Network.through(proxy), sockets, names);
  }

  HttpTransport(Endpoint endpoint, Network network, SocketFactory sockets, Dns names) {
    this(endpoint, network, CallLimit.none(), sockets, names);
  }

  private HttpTransport(
      Endpoint endpoint, Network network, CallLimit limit, SocketFactory sockets, Dns names) {
    this.limit = limit;
    this.endpoint = endpoint;
    this.baseUrl = endpoint.url();
    // A server on this machine needs no proxy, and one may be on another machine.
    this.network = endpoint.offline() ? network.direct() : network;
    this.client = Clients.create(endpoint, this.network, sockets, names);
  }

  Endpoint endpoint() {
    return endpoint;
  }

  Network network() {
    return network;
  }

  boolean isClosed() {
    return closed;
  }

  /** An exchange of a plain answer that has not begun. */
  Exchange post(String path, byte[] json, Timeouts limits) {
    return exchange(request(path, json).header("Accept", "application/json"), limits);
  }

  /** An exchange of the plain answer to a question that may have a name, which has not begun. */
  Exchange post(String path, byte[] json, Optional<String> idempotencyKey, Timeouts limits) {
    Request.Builder request = request(path, json).header("Accept", "application/json");
    return exchange(named(request, idempotencyKey), limits);
  }

  /**
   * An exchange of a stream that has not begun.
   *
   * @param keep whether its connection may serve another request afterwards
   */
  Exchange postForStream(
      String path, byte[] json, Optional<String> idempotencyKey, boolean keep, Timeouts limits) {
    // Compressors collect what should come at once; OkHttp would ask for gzip by itself.
    Request.Builder request =
        named(request(path, json), idempotencyKey)
            .header("Accept", "text/event-stream")
            .header("Accept-Encoding", "identity");
    return exchange(keep ? request : request.header("Connection", "close"), limits);
  }

  /** An exchange that asks for what the server says of a model, and has not begun. */
  Exchange get(String path, String model, Timeouts limits) {
    HttpUrl url =
        Endpoint.resolve(baseUrl, path).newBuilder().addQueryParameter("model", model).build();
    return exchange(request(url).header("Accept", "application/json"), limits);
  }

  /** An exchange that asks for what the server says at a path, and has not begun. */
  Exchange get(String path, Timeouts limits) {
    return exchange(
        request(Endpoint.resolve(baseUrl, path)).header("Accept", "application/json"), limits);
  }

  private static Request.Builder named(Request.Builder request, Optional<String> idempotencyKey) {
    idempotencyKey.ifPresent(key -> request.header("Idempotency-Key", key));
    return request;
  }

  private Request.Builder request(String path, byte[] json) {
    HttpUrl url = addresses.computeIfAbsent(path, given -> Endpoint.resolve(baseUrl, given));
    return request(url).post(RequestBody.create(json, JSON));
  }

  private Request.Builder request(HttpUrl url) {
    Request.Builder request = new Request.Builder().url(url).header("User-Agent", USER_AGENT);
    endpoint.headers().forEach(request::header);
    return request;
  }

  private Exchange exchange(Request.Builder request, Timeouts limits) {
    PhaseListener listener = new PhaseListener();
    request.tag(PhaseListener.class, listener);
    List<String> secrets = new ArrayList<>();
    endpoint
        .secretHeaders()
        .forEach(
            (name, value) ->
                secrets.add(add(request, name, "", value.get(), "the header " + name)));
    Supplier<Secret> keys = endpoint.key();
    @Nullable Secret key = keys == null ? null : keys.get();
    if (key != null) {
      boolean bearer = endpoint.keyHeader() == KeyHeader.AUTHORIZATION;
      secrets.add(
          add(
              request,
              bearer ? "Authorization" : "api-key",
              bearer ? "Bearer " : "",
              key,
              endpoint.keyHint()));
    }
    ProxyLogin login = network.login();
    if (login != null) {
      secrets.add(login.password());
      String credentials = HttpProxy.credentials(login);
      secrets.add(credentials);
      secrets.add(credentials.substring(credentials.indexOf(' ') + 1)); // Without its scheme.
    }
    if (network.wireLog() != WireLog.OFF) {
      request.tag(WireMask.class, new WireMask(endpoint.secretHeaders().keySet(), secrets));
    }
    SentSecrets sent = new SentSecrets(key != null, List.copyOf(secrets));
    return new Exchange(client.newCall(request.build()), limits, listener, sent, this);
  }

  /** Adds a header. Returns its secret. */
  private String add(
      Request.Builder request, String name, String scheme, Secret secret, String hint) {
    try {
      request.header(name, scheme + secret.reveal());
      return secret.reveal();
    } catch (IllegalArgumentException e) {
      // The cause would show a part of the secret.
      throw new ConfigurationException(
          ConfigurationException.Kind.INVALID_VALUE,
          endpoint.instance()
              + ": a secret holds characters that no HTTP header can carry; check "
              + hint);
    }
  }

  /** Takes an exchange that begins into charge, unless as many run as may. */
  boolean begins(Exchange exchange) {
    if (!limit.enter()) {
      return false;
    }
    running.add(exchange);
    if (closed) {
      exchange.cancel();
    }
    return true;
  }

  /** What a call of {@code model} is told that may not begin. */
  RefusedLocallyException tooMany(ModelId model) {
    return limit.refusal(model);
  }

  /** Lets go of an exchange that has ended. */
  void ends(Exchange exchange) {
    if (running.remove(exchange)) {
      limit.leave();
    }
    if (closed) {
      client.connectionPool().evictAll();
    }
  }

  @Override
  public void close() {
    closed = true;
    // OkHttp's own list of calls does not have those whose head has come.
    running.forEach(Exchange::cancel);
    client.connectionPool().evictAll();
  }

  /** {@return where it goes, without anything secret} */
  @Override
  public String toString() {
    return "HttpTransport[" + endpoint + ", " + network + "]";
  }
}
