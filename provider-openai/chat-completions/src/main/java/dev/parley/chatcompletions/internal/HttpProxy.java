package dev.parley.chatcompletions.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import okhttp3.Authenticator;
import okhttp3.Credentials;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.Route;
import org.jspecify.annotations.Nullable;

/**
 * Tells an HTTP proxy who uses it, by Basic authentication (RFC 7617), without waiting to be asked:
 * with {@code CONNECT} where the server is behind TLS, so that the server never sees it; else with
 * the request itself, from which a proxy removes it (RFC 9110, 11.7.1).
 */
final class HttpProxy implements Authenticator {
  private static final String HEADER = "Proxy-Authorization";
  private static final int WANTED = 407;

  /** Stands for a 407 that no proxy has said, until OkHttp is through: no server can send it. */
  private static final int WANTED_BY_SERVER = 10_407;

  private final Network network;

  HttpProxy(Network network) {
    this.network = network;
  }

  /** OkHttp asks before it sends a CONNECT, with an answer of its own making, and after a 407. */
  @Override
  public @Nullable Request authenticate(@Nullable Route route, Response response)
      throws IOException {
    boolean asksBefore =
        response.challenges().stream()
            .anyMatch(challenge -> challenge.scheme().equalsIgnoreCase("OkHttp-Preemptive"));
    if (!asksBefore) {
      throw refused();
    }
    ProxyLogin login = network.login();
    return login == null
        ? null
        : response.request().newBuilder().header(HEADER, credentials(login)).build();
  }

  /** As a network interceptor, for requests that go to the proxy as they are. */
  Response proceed(Interceptor.Chain chain, Request request) throws IOException {
    if (!network.forwards(request.url())) {
      // OkHttp would take a 407 of the server itself for one of a proxy, where there is none too.
      return renumbered(chain.proceed(request), WANTED, WANTED_BY_SERVER);
    }
    ProxyLogin login = network.login();
    Response response =
        chain.proceed(
            login == null
                ? request
                : request.newBuilder().header(HEADER, credentials(login)).build());
    if (response.code() == WANTED) {
      response.close();
      throw refused();
    }
    return response;
  }

  /** As an application interceptor: the server's own 407 is one again. */
  static Response ofServer(Interceptor.Chain chain, Request request) throws IOException {
    return renumbered(chain.proceed(request), WANTED_BY_SERVER, WANTED);
  }

  private static Response renumbered(Response response, int from, int to) {
    return response.code() == from ? response.newBuilder().code(to).build() : response;
  }

  private ProxyException refused() {
    String proxy = "the proxy " + network.proxyName();
    return new ProxyException(
        network.login() == null
            ? proxy + " wants a user name and a password"
            : proxy + " refuses the user name and the password",
        false);
  }

  static String credentials(ProxyLogin login) {
    return Credentials.basic(login.user(), login.password(), StandardCharsets.UTF_8);
  }
}
