package dev.parley.openai.internal;

import dev.parley.config.ProviderSettings;
import dev.parley.spi.Loopback;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the proxy: the setting, else {@code HTTPS_PROXY} or {@code HTTP_PROXY} by the server's
 * scheme unless {@code NO_PROXY} names its host. The variables count in lower case too, as curl has
 * them. Servers on this machine are never proxied. The proxy's own name is looked up when it is
 * used.
 */
final class ProxyChoice {
  private static final int DEFAULT_PORT = 80;

  private final ProviderSettings settings;

  private ProxyChoice(ProviderSettings settings) {
    this.settings = settings;
  }

  static ProxyChoice of(ProviderSettings settings) {
    return new ProxyChoice(settings);
  }

  Proxy forServer(URI server) {
    Optional<URI> set = settings.url("proxy");
    if (set.isPresent() && !isPlainHttp(set.get())) {
      throw settings.invalid("proxy", "an address such as http://proxy.example:8080");
    }
    if (Loopback.names(server.getHost())) {
      return Proxy.NO_PROXY;
    }
    if (set.isPresent()) {
      return proxy(set.get());
    }
    String variable = server.getScheme().toUpperCase(Locale.ROOT) + "_PROXY";
    return environment(variable)
        .filter(address -> !excluded(server.getHost()))
        .map(address -> proxy(parse(variable, address)))
        .orElse(Proxy.NO_PROXY);
  }

  private URI parse(String variable, String address) {
    try {
      URI uri = URI.create(address.contains("://") ? address : "http://" + address);
      if (isPlainHttp(uri)) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // The same advice as for the wrong kind of address follows.
    }
    throw settings.invalid(
        "proxy",
        "set, or "
            + variable
            + " be an address such as http://proxy.example:8080; user names and passwords for"
            + " proxies are not supported");
  }

  /** The only kind of proxy there is; a name and a password would be dropped in silence. */
  private static boolean isPlainHttp(URI proxy) {
    return "http".equalsIgnoreCase(proxy.getScheme())
        && proxy.getHost() != null
        && proxy.getRawUserInfo() == null;
  }

  private boolean excluded(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return environment("NO_PROXY").stream()
        .flatMap(list -> Arrays.stream(list.toLowerCase(Locale.ROOT).split(",")))
        .map(entry -> entry.strip().replaceAll(":\\d+$", "").replaceAll("^\\*?\\.", ""))
        .filter(entry -> !entry.isEmpty())
        .anyMatch(entry -> entry.equals("*") || name.equals(entry) || name.endsWith("." + entry));
  }

  private Optional<String> environment(String variable) {
    return Stream.of(variable, variable.toLowerCase(Locale.ROOT))
        .flatMap(name -> settings.environment(name).stream())
        .findFirst();
  }

  private static Proxy proxy(URI address) {
    int port = address.getPort() < 0 ? DEFAULT_PORT : address.getPort();
    return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(address.getHost(), port));
  }
}
