package dev.parley.tck.http;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request as a {@link ScriptedServer} got it.
 *
 * @param method such as {@code POST}
 * @param target the path with its query
 * @param headers by name in lower case; of several with one name the last
 * @param body as it came, without its framing
 * @param connection which of the server's connections it came on, from 0
 */
@SuppressWarnings("ArrayRecordComponent")
public record RecordedRequest(
    String method, String target, Map<String, String> headers, byte[] body, int connection) {
  /** Copies the headers. */
  public RecordedRequest {
    headers = Map.copyOf(headers);
  }

  /** {@return a header, by its name in whatever case} */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /** {@return the body as UTF-8} */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** {@return the path without its query} */
  public String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  /** {@return the first line, never the body: it may be private} */
  @Override
  public String toString() {
    return method + " " + target;
  }
}
