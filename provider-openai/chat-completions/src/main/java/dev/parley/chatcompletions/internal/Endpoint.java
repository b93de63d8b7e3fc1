package dev.parley.chatcompletions.internal;

import dev.parley.config.Secret;
import java.net.URI;
import java.util.Map;
import java.util.function.Supplier;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Where requests go and what they carry.
 *
 * @param instance the provider instance
 * @param baseUrl what paths are added to
 * @param headers sent with every request
 * @param key asked for each request; null where none is sent
 * @param keyHint where the key is set, for error messages
 * @param baseUrlHint where the base URL is set, for error messages
 * @param offline whether only servers on this machine may be talked to
 */
public record Endpoint(
    String instance,
    URI baseUrl,
    Map<String, String> headers,
    @Nullable Supplier<Secret> key,
    String keyHint,
    String baseUrlHint,
    boolean offline) {
  /** Checks that the base URL is an http or https address. */
  public Endpoint {
    url(baseUrl);
  }

  /** The address of a path, joined by exactly one slash; the base URL's query is kept. */
  HttpUrl resolve(String path) {
    HttpUrl base = url(baseUrl);
    String joined = base.encodedPath();
    return base.newBuilder()
        .encodedPath((joined.endsWith("/") ? joined : joined + "/") + path)
        .build();
  }

  private static HttpUrl url(URI baseUrl) {
    HttpUrl url = HttpUrl.get(baseUrl);
    if (url == null) {
      throw new IllegalArgumentException("The base URL must be an http or https address");
    }
    return url;
  }

  /** The server for error messages: what else the base URL holds may be secret. */
  String server() {
    HttpUrl url = url(baseUrl);
    boolean usual = url.port() == HttpUrl.defaultPort(url.scheme());
    String host = url.host().contains(":") ? "[" + url.host() + "]" : url.host();
    return url.scheme() + "://" + host + (usual ? "" : ":" + url.port());
  }
}
