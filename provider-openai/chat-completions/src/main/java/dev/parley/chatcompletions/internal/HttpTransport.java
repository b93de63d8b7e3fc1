package dev.parley.chatcompletions.internal;

import dev.parley.chat.Timeouts;
import dev.parley.config.Secret;
import dev.parley.error.ConfigurationException;
import dev.parley.spi.InterruptibleSockets;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.net.SocketFactory;
import okhttp3.Dns;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to one server. OkHttp's own time-outs are off: the shared watchdog watches all
 * four. Redirects are not followed, so that no key ever goes to another host. No request is sent
 * twice; see {@link SendOnce}.
 */
public final class HttpTransport implements AutoCloseable {
  private static final MediaType JSON = MediaType.get("application/json");
  private static final String USER_AGENT = "parley-java";

  private final Endpoint endpoint;
  private final OkHttpClient client;
  private final Set<Exchange> running = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** A transport over the machine's network. */
  public HttpTransport(Endpoint endpoint, Proxy proxy) {
    this(endpoint, proxy, new InterruptibleSockets(), Dns.SYSTEM);
  }

  HttpTransport(Endpoint endpoint, Proxy proxy, SocketFactory sockets, Dns names) {
    this.endpoint = endpoint;
    this.client =
        new OkHttpClient.Builder()
            .protocols(List.of(Protocol.HTTP_1_1))
            .socketFactory(sockets)
            .dns(endpoint.offline() ? new LoopbackNames() : names)
            // A server on this machine needs none, and one may be on another machine.
            .proxy(endpoint.offline() ? Proxy.NO_PROXY : proxy)
            // Racing addresses against each other would take a thread for each connection.
            .fastFallback(false)
            .followRedirects(false)
            .followSslRedirects(false)
            .retryOnConnectionFailure(false)
            .addInterceptor(SendOnce::replaceDeadConnections)
            .addNetworkInterceptor(SendOnce::refuseDeadConnection)
            .connectTimeout(Duration.ZERO)
            .readTimeout(Duration.ZERO)
            .writeTimeout(Duration.ZERO)
            .eventListenerFactory(
                call -> {
                  EventListener listener = call.request().tag(PhaseListener.class);
                  return listener == null ? EventListener.NONE : listener;
                })
            .build();
  }

  Endpoint endpoint() {
    return endpoint;
  }

  boolean isClosed() {
    return closed;
  }

  /** An exchange of a plain answer that has not begun. */
  Exchange post(String path, byte[] json, Timeouts limits) {
    return exchange(request(path, json).header("Accept", "application/json"), limits);
  }

  /**
   * An exchange of a stream that has not begun.
   *
   * @param keep whether its connection may serve another request afterwards
   */
  Exchange postForStream(String path, byte[] json, boolean keep, Timeouts limits) {
    // Compressors collect what should come at once; OkHttp would ask for gzip by itself.
    Request.Builder request =
        request(path, json)
            .header("Accept", "text/event-stream")
            .header("Accept-Encoding", "identity");
    return exchange(keep ? request : request.header("Connection", "close"), limits);
  }

  /** An exchange that asks for what the server says of a model, and has not begun. */
  Exchange get(String path, String model, Timeouts limits) {
    HttpUrl url = endpoint.resolve(path).newBuilder().addQueryParameter("model", model).build();
    return exchange(request(url).header("Accept", "application/json"), limits);
  }

  /** An exchange that asks for what the server says at a path, and has not begun. */
  Exchange get(String path, Timeouts limits) {
    return exchange(request(endpoint.resolve(path)).header("Accept", "application/json"), limits);
  }

  private Request.Builder request(String path, byte[] json) {
    return request(endpoint.resolve(path)).post(RequestBody.create(json, JSON));
  }

  private Request.Builder request(HttpUrl url) {
    Request.Builder request = new Request.Builder().url(url).header("User-Agent", USER_AGENT);
    endpoint.headers().forEach(request::header);
    return request;
  }

  private Exchange exchange(Request.Builder request, Timeouts limits) {
    PhaseListener listener = new PhaseListener();
    request.tag(PhaseListener.class, listener);
    Supplier<Secret> keys = endpoint.key();
    @Nullable Secret key = keys == null ? null : keys.get();
    if (key != null) {
      authorize(request, key);
    }
    return new Exchange(client.newCall(request.build()), limits, listener, key, this);
  }

  private void authorize(Request.Builder request, Secret key) {
    try {
      request.header("Authorization", "Bearer " + key.reveal());
    } catch (IllegalArgumentException e) {
      // The cause would show a part of the key.
      throw new ConfigurationException(
          ConfigurationException.Kind.INVALID_VALUE,
          endpoint.instance()
              + ": the key holds characters that no HTTP header can carry; check "
              + endpoint.keyHint());
    }
  }

  /** Takes an exchange that begins into charge. */
  void begins(Exchange exchange) {
    running.add(exchange);
    if (closed) {
      exchange.cancel();
    }
  }

  /** Lets go of an exchange that has ended. */
  void ends(Exchange exchange) {
    running.remove(exchange);
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
}
