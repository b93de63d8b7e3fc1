package dev.parley.tck.http;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A whole answer of HTTP.
 *
 * @param status such as 200
 * @param headers beside {@code Content-Length}, which is added
 * @param body sent as it is
 */
@SuppressWarnings("ArrayRecordComponent")
public record Reply(int status, Map<String, String> headers, byte[] body) {
  /** Copies the headers. */
  public Reply {
    headers = Map.copyOf(headers);
    requireNonNull(body, "body");
  }

  /** {@return a JSON answer} */
  public static Reply json(int status, String body) {
    return new Reply(
        status, Map.of("Content-Type", "application/json"), body.getBytes(StandardCharsets.UTF_8));
  }

  /** {@return this answer with one more header} */
  public Reply header(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Reply(status, more, body);
  }

  /** {@return the status line and the headers, up to and with the empty line} */
  byte[] head() {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Scripted\r\n");
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    head.append("Content-Length: " + body.length + "\r\n\r\n");
    return head.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** {@return the status only} */
  @Override
  public String toString() {
    return "Reply[" + status + "]";
  }
}
