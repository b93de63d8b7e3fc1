package dev.parley.chatcompletions.internal;

import dev.parley.chatcompletions.KeyHeader;
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
 * @param secretHeaders the same, but secret and asked for each request
 * @param key asked for each request; null where none is sent
 * @param keyHeader how the key is sent
 * @param keyHint where the key is set, for error messages
 * @param baseUrlHint where the base URL is set, for error messages
 * @param modelInPath whether paths begin with {@code deployments/MODEL/}
 * @param offline whether only servers on this machine may be talked to
 */
public record Endpoint(
    String instance,
    URI baseUrl,
    Map<String, String> headers,
    Map<String, Supplier<Secret>> secretHeaders,
    @Nullable Supplier<Secret> key,
    KeyHeader keyHeader,
    String keyHint,
    String baseUrlHint,
    boolean modelInPath,
    boolean offline) {
  /** Checks that the base URL is an http or https address. */
  public Endpoint {
    url(baseUrl);
  }

  /** One without secret headers, whose key is a bearer token and whose paths name no model. */
  Endpoint(
      String instance,
      URI baseUrl,
      Map<String, String> headers,
      @Nullable Supplier<Secret> key,
      String keyHint,
      String baseUrlHint,
      boolean offline) {
    this(
        instance,
        baseUrl,
        headers,
        Map.of(),
        key,
        KeyHeader.AUTHORIZATION,
        keyHint,
        baseUrlHint,
        false,
        offline);
  }

  /** The path of what a model does, to be {@link #resolve resolved}. */
  String path(String model, String operation) {
    if (!modelInPath) {
      return operation;
    }
    String segment =
        new HttpUrl.Builder().scheme("http").host("h").addPathSegment(model).toString();
    return "deployments" + segment.substring("http://h".length()) + "/" + operation;
  }

  /** The base URL as OkHttp has it: made once for many requests. */
  HttpUrl url() {
    return url(baseUrl);
  }

  /** The address of a path, joined by exactly one slash; the base URL's query is kept. */
  static HttpUrl resolve(HttpUrl base, String path) {
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

  /** Whether an address is the server's: scheme, host and port are the same. */
  boolean isOrigin(HttpUrl other) {
    HttpUrl url = url(baseUrl);
    return url.scheme().equals(other.scheme())
        && url.host().equals(other.host())
        && url.port() == other.port();
  }

  /** The server for error messages: what else the base URL holds may be secret. */
  String server() {
    HttpUrl url = url(baseUrl);
    boolean usual = url.port() == HttpUrl.defaultPort(url.scheme());
    String host = url.host().contains(":") ? "[" + url.host() + "]" : url.host();
    return url.scheme() + "://" + host + (usual ? "" : ":" + url.port());
  }

  /** {@return the instance and the server; nothing that may be secret} */
  @Override
  public String toString() {
    return "Endpoint[" + instance + " at " + server() + "]";
  }
}
