package dev.parley.openai.internal;

import dev.parley.chatcompletions.ChatCompletions;
import dev.parley.config.ProviderSettings;
import dev.parley.config.Secret;
import dev.parley.spi.Loopback;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Finds the proxy: the setting, else {@code HTTPS_PROXY} or {@code HTTP_PROXY} by the server's
 * scheme, else {@code ALL_PROXY}, unless {@link NoProxy} covers the server. The variables count in
 * lower case too, as curl has them. Servers on this machine are never proxied. The proxy's own name
 * is looked up when it is used.
 *
 * @param proxy where requests go
 * @param user whom the proxy is told, as {@code user:password}, with escapes as in addresses
 */
record ProxyChoice(Proxy proxy, Optional<Secret> user) {
  private static final ProxyChoice NONE = new ProxyChoice(Proxy.NO_PROXY, Optional.empty());
  private static final int HTTP_PORT = 80;
  private static final int SOCKS_PORT = 1080;
  private static final String EXPECTED =
      "an address such as http://proxy.example:8080 or socks5://user:password@proxy.example:1080";

  /** The proxy for {@code server}. */
  static ProxyChoice of(ProviderSettings settings, URI server) {
    Optional<Supplier<Secret>> set = settings.secret("proxy");
    if (set.isPresent()) {
      ProxyChoice choice =
          parse(set.get().get().reveal()).orElseThrow(() -> settings.invalid("proxy", EXPECTED));
      return Loopback.names(server.getHost()) ? NONE : choice;
    }
    if (Loopback.names(server.getHost())) {
      return NONE;
    }
    return fromEnvironment(settings, server);
  }

  private static ProxyChoice fromEnvironment(ProviderSettings settings, URI server) {
    String byScheme = server.getScheme().toUpperCase(Locale.ROOT) + "_PROXY";
    boolean excluded =
        variable(settings, "NO_PROXY").filter(list -> new NoProxy(list).covers(server)).isPresent();
    if (excluded) {
      return NONE;
    }
    for (String variable : new String[] {byScheme, "ALL_PROXY"}) {
      Optional<String> address = variable(settings, variable);
      if (address.isPresent()) {
        String text = address.get();
        return parse(text.contains("://") ? text : "http://" + text)
            .orElseThrow(
                () -> settings.invalid("proxy", "set, or " + variable + " be " + EXPECTED));
      }
    }
    return NONE;
  }

  /** Tells the server's builder. */
  void use(ChatCompletions.Builder server) {
    server.proxy(proxy);
    user.ifPresent(
        secret -> {
          String[] parts = secret.reveal().split(":", 2);
          server.proxyLogin(decoded(parts[0]), parts.length < 2 ? "" : decoded(parts[1]));
        });
  }

  /** {@return the proxy, without who uses it} */
  @Override
  public String toString() {
    return proxy.toString();
  }

  private static Optional<ProxyChoice> parse(String address) {
    try {
      URI uri = URI.create(address.strip());
      Optional<Proxy.Type> type = type(uri);
      String path = uri.getRawPath();
      if (type.isEmpty() || uri.getHost() == null || !(path.isEmpty() || path.equals("/"))) {
        return Optional.empty();
      }
      String user = uri.getRawUserInfo();
      if (user != null) {
        decoded(user);
      }
      return Optional.of(
          new ProxyChoice(
              new Proxy(type.get(), address(uri, type.get())),
              user == null || user.isEmpty() ? Optional.empty() : Optional.of(Secret.of(user))));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // The exception would show the password.
    }
  }

  private static Optional<Proxy.Type> type(URI proxy) {
    if (proxy.getScheme() == null) {
      return Optional.empty();
    }
    return switch (proxy.getScheme().toLowerCase(Locale.ROOT)) {
      case "http" -> Optional.of(Proxy.Type.HTTP);
      case "socks5", "socks5h", "socks" -> Optional.of(Proxy.Type.SOCKS);
      default -> Optional.empty();
    };
  }

  private static InetSocketAddress address(URI proxy, Proxy.Type type) {
    int usual = type == Proxy.Type.HTTP ? HTTP_PORT : SOCKS_PORT;
    String host = proxy.getHost().replaceAll("^\\[|]$", "");
    return InetSocketAddress.createUnresolved(host, proxy.getPort() < 0 ? usual : proxy.getPort());
  }

  /** A plus is a plus in addresses, unlike in forms. */
  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static Optional<String> variable(ProviderSettings settings, String name) {
    return Stream.of(name, name.toLowerCase(Locale.ROOT))
        .flatMap(variable -> settings.environment(variable).stream())
        .findFirst();
  }
}
