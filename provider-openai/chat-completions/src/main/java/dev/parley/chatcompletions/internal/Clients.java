package dev.parley.chatcompletions.internal;

import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.Dns;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/**
 * Sets OkHttp up. Its own time-outs are off: the shared watchdog watches all four. Calls run on the
 * threads of their callers, which OkHttp's dispatcher neither counts nor limits; connections in use
 * are not limited either, and each serves one stream. Of those that nobody uses, {@value
 * #MOST_IDLE} are kept for up to five minutes, watched by one thread that all clients of the JVM
 * share.
 */
final class Clients {
  /** So many streams may end at about the same time without their connections being lost. */
  static final int MOST_IDLE = 1_000;

  private static final int IDLE_MINUTES = 5;

  private Clients() {}

  static OkHttpClient create(
      Endpoint endpoint, Network network, SocketFactory sockets, Dns systemNames) {
    Dns names = endpoint.offline() ? new LoopbackNames() : systemNames;
    boolean socks = network.proxy().type() == Proxy.Type.SOCKS;
    HttpProxy proxy = new HttpProxy(network);
    OkHttpClient.Builder client =
        new OkHttpClient.Builder()
            .protocols(protocols(endpoint, network))
            .connectionSpecs(specs(endpoint))
            .socketFactory(socks ? new SocksSockets(sockets, names, network) : sockets)
            .dns(socks ? SocksSockets.NAMES_FOR_THE_PROXY : names)
            .proxy(socks ? Proxy.NO_PROXY : network.proxy())
            .proxyAuthenticator(proxy)
            .connectionPool(new ConnectionPool(MOST_IDLE, IDLE_MINUTES, TimeUnit.MINUTES))
            // Racing addresses against each other would take a thread for each connection.
            .fastFallback(false)
            .followRedirects(false)
            .followSslRedirects(false)
            .retryOnConnectionFailure(false)
            // One of each kind, which calls the next step itself: a thread waits for the head of an
            // answer below them all, and where there are thousands their stacks are on the heap.
            .addInterceptor(new Redirects(endpoint))
            .addNetworkInterceptor(chain -> SendOnce.refuseDeadConnection(chain, proxy))
            .connectTimeout(Duration.ZERO)
            .readTimeout(Duration.ZERO)
            .writeTimeout(Duration.ZERO)
            .eventListenerFactory(
                call -> {
                  EventListener listener = PhaseListener.of(call.request());
                  return listener == null ? EventListener.NONE : listener;
                });
    Tls tls = network.tls();
    if (tls != null) {
      client.sslSocketFactory(tls.context().getSocketFactory(), tls.trust());
    }
    WireLogger.install(client, network.wireLog());
    return client.build();
  }

  /** Never an upgrade of plain http: servers that do not know it lose the request's body. */
  private static List<Protocol> protocols(Endpoint endpoint, Network network) {
    return secure(endpoint) && network.http2()
        ? List.of(Protocol.HTTP_2, Protocol.HTTP_1_1)
        : List.of(Protocol.HTTP_1_1);
  }

  /**
   * A client that may speak TLS reads all certificates that the JDK trusts when it is made, which
   * is a fifth of the time that a short command takes. Redirects do not leave plain http.
   */
  private static List<ConnectionSpec> specs(Endpoint endpoint) {
    return secure(endpoint)
        ? List.of(ConnectionSpec.MODERN_TLS, ConnectionSpec.CLEARTEXT)
        : List.of(ConnectionSpec.CLEARTEXT);
  }

  private static boolean secure(Endpoint endpoint) {
    return "https".equalsIgnoreCase(endpoint.baseUrl().getScheme());
  }
}
