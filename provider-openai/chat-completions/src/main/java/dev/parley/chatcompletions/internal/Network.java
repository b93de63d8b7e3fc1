package dev.parley.chatcompletions.internal;

import dev.parley.chatcompletions.WireLog;
import java.net.InetSocketAddress;
import java.net.Proxy;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * How a server is reached.
 *
 * @param proxy where everything goes through, of either type; its name is looked up with each
 *     connection
 * @param login what the proxy wants to know
 * @param tls null for the JDK's own
 * @param http2 whether HTTP/2 is offered to servers behind TLS
 * @param wireLog what is logged
 */
public record Network(
    Proxy proxy, @Nullable ProxyLogin login, @Nullable Tls tls, boolean http2, WireLog wireLog) {

  /** A network with that proxy, else as it comes. */
  static Network through(Proxy proxy) {
    return new Network(proxy, null, null, false, WireLog.OFF);
  }

  /** This network without its proxy: a server on this machine needs none. */
  Network direct() {
    return new Network(Proxy.NO_PROXY, null, tls, http2, wireLog);
  }

  /** The proxy for error messages: {@code host:port}; empty if there is none. */
  String proxyName() {
    if (!(proxy.address() instanceof InetSocketAddress address)) {
      return "";
    }
    String host = address.getHostString();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  /** Whether requests go to the proxy as they are, not through a tunnel that it opens. */
  boolean forwards(HttpUrl url) {
    return proxy.type() == Proxy.Type.HTTP && !url.isHttps();
  }

  /** {@return the proxy, without who uses it} */
  @Override
  public String toString() {
    return proxyName().isEmpty() ? "Network[direct]" : "Network[through " + proxyName() + "]";
  }
}
