package dev.parley.chatcompletions.internal;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import okhttp3.Headers;
import okhttp3.HttpUrl;

/** Takes what is secret out of what is logged. */
final class WireMask {
  private static final String MASK = "***";

  /** What says nothing about anybody. */
  private static final Set<String> PLAIN_QUERY = Set.of("api-version", "model");

  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "(?i).*(authori[sz]ation|auth-token|access-token|security-token|api-?key"
              + "|subscription-key|secret|password|credential|cookie).*");

  private final Set<String> headers;
  private final List<String> secrets;

  /**
   * A mask.
   *
   * @param headers the names of those that are secret beside the usual ones
   * @param secrets as they are; as they look in JSON and in addresses they are masked too
   */
  WireMask(Collection<String> headers, Collection<String> secrets) {
    this.headers = new LinkedHashSet<>();
    headers.forEach(name -> this.headers.add(name.toLowerCase(Locale.ROOT)));
    Set<String> forms = new LinkedHashSet<>();
    for (String secret : secrets) {
      if (!secret.isEmpty()) {
        String quoted = secret.replace("\\", "\\\\").replace("\"", "\\\"");
        forms.add(secret);
        forms.add(quoted);
        forms.add(quoted.replace("/", "\\/"));
        forms.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
        forms.add(URLEncoder.encode(secret, StandardCharsets.UTF_8).replace("+", "%20"));
      }
    }
    // The longest first: one may be a part of another.
    this.secrets =
        forms.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
  }

  /** The text without secrets. */
  String text(String text) {
    String masked = text;
    for (String secret : secrets) {
      masked = masked.replace(secret, MASK);
    }
    return masked;
  }

  /** The same for bytes, of which more may follow: where the first of them may be cut off. */
  int cut(String text, int wanted) {
    int cut = wanted;
    for (String secret : secrets) {
      int at = text.lastIndexOf(secret, cut - 1);
      if (at >= 0 && at + secret.length() > cut) {
        cut = at;
      }
    }
    return cut;
  }

  /** How much of a text may be the beginning of a secret. */
  int longest() {
    return secrets.isEmpty() ? 0 : secrets.get(0).length();
  }

  /** An address without its user, the values of its query, and secrets in its path. */
  String url(HttpUrl url) {
    StringBuilder masked = new StringBuilder(url.scheme()).append("://");
    masked.append(url.host().contains(":") ? "[" + url.host() + "]" : url.host());
    if (url.port() != HttpUrl.defaultPort(url.scheme())) {
      masked.append(':').append(url.port());
    }
    masked.append(url.encodedPath());
    for (int i = 0; i < url.querySize(); i++) {
      String name = url.queryParameterName(i);
      String value = url.queryParameterValue(i);
      masked.append(i == 0 ? '?' : '&').append(name).append('=');
      masked.append(PLAIN_QUERY.contains(name) && value != null ? value : MASK);
    }
    return text(masked.toString());
  }

  /** Headers, a line each. */
  String headers(Headers shown) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < shown.size(); i++) {
      String name = shown.name(i);
      lines.append("\n    ").append(name).append(": ").append(value(name, shown.value(i)));
    }
    return lines.toString();
  }

  private String value(String name, String value) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (headers.contains(lower) || SECRET_NAME.matcher(lower).matches()) {
      return MASK;
    }
    return text(lower.equals("location") ? value.replaceAll("\\?.*", "?" + MASK) : value);
  }
}
