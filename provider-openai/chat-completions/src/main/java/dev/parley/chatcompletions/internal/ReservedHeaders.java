package dev.parley.chatcompletions.internal;

import java.util.Locale;
import java.util.Set;
import okhttp3.Headers;

/** Which headers a caller may add to requests. */
public final class ReservedHeaders {
  /** What Parley says itself, and what belongs to a connection or its proxy. */
  private static final Set<String> OURS =
      Set.of(
          "accept",
          "accept-encoding",
          "api-key",
          "authorization",
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "expect",
          "host",
          "http2-settings",
          "keep-alive",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "user-agent");

  private ReservedHeaders() {}

  /**
   * Does nothing if the header may be added.
   *
   * @throws IllegalArgumentException if it may not, without its value
   */
  public static void check(String name, String value) {
    if (OURS.contains(name.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("Parley sets the header " + name.strip() + " itself");
    }
    checkText(name, value);
  }

  private static void checkText(String name, String value) {
    if (name.isEmpty() || !name.chars().allMatch(ReservedHeaders::isTokenChar)) {
      throw new IllegalArgumentException("The name of a header must be a word in plain ASCII");
    }
    try {
      Headers.of(name, value);
    } catch (IllegalArgumentException e) {
      // The cause would show the value.
      throw new IllegalArgumentException(
          "The value of the header " + name + " must be one line of plain ASCII");
    }
  }

  /** RFC 9110, 5.6.2. */
  private static boolean isTokenChar(int c) {
    return (c >= '0' && c <= '9')
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }
}
