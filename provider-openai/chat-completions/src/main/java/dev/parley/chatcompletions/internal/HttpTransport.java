package dev.parley.chatcompletions.internal;

import dev.parley.chat.Timeouts;
import dev.parley.config.Secret;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import javax.net.SocketFactory;
import okhttp3.Dns;
import okhttp3.EventListener;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;

/**
 * Sends requests to one server. OkHttp's own time-outs are off: the shared watchdog watches all
 * four. Redirects are not followed, so that no key ever goes to another host.
 */
public final class HttpTransport implements AutoCloseable {
  private static final MediaType JSON = MediaType.get("application/json");
  private static final String USER_AGENT = "parley-java";

  private final Endpoint endpoint;
  private final OkHttpClient client;
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
            .dns(names)
            .proxy(proxy)
            // Racing addresses against each other would take a thread for each connection.
            .fastFallback(false)
            .followRedirects(false)
            .followSslRedirects(false)
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

  /** An exchange that has not begun. */
  Exchange post(String path, byte[] json, String accept, Timeouts limits) {
    PhaseListener listener = new PhaseListener();
    Request.Builder request =
        new Request.Builder()
            .url(endpoint.resolve(path))
            .header("Accept", accept)
            .header("User-Agent", USER_AGENT)
            .tag(PhaseListener.class, listener)
            .post(RequestBody.create(json, JSON));
    endpoint.headers().forEach(request::header);
    Supplier<Secret> key = endpoint.key();
    if (key != null) {
      request.header("Authorization", "Bearer " + key.get().reveal());
    }
    return new Exchange(client.newCall(request.build()), limits, listener);
  }

  @Override
  public void close() {
    closed = true;
    client.dispatcher().cancelAll();
    client.connectionPool().evictAll();
  }
}
