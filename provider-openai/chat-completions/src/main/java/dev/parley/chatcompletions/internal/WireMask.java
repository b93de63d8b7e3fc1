package dev.parley.chatcompletions.internal;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import okhttp3.Headers;
import okhttp3.HttpUrl;

/** Takes what is secret out of what is logged. */
final class WireMask {
  /** What says nothing about anybody. */
  private static final Set<String> PLAIN_QUERY = Set.of("api-version", "model");

  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "(?i).*(authori[sz]ation|auth-token|access-token|security-token|api-?key"
              + "|subscription-key|secret|password|credential|cookie).*");

  private final Set<String> headers;
  private final SecretForms secrets;

  /**
   * A mask.
   *
   * @param headers the names of those that are secret beside the usual ones
   * @param secrets as they are; as they look in JSON and in addresses they are masked too
   */
  WireMask(Collection<String> headers, Collection<String> secrets) {
    this.headers = new LinkedHashSet<>();
    headers.forEach(name -> this.headers.add(name.toLowerCase(Locale.ROOT)));
    this.secrets = new SecretForms(secrets);
  }

  /** The text without secrets. */
  String text(String text) {
    return secrets.hide(text);
  }

  /** The same for bytes, of which more may follow: where the first of them may be cut off. */
  int cut(String text, int wanted) {
    return secrets.cut(text, wanted);
  }

  /** How much of a text may be the beginning of a secret. */
  int longest() {
    return secrets.longest();
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
      masked.append(PLAIN_QUERY.contains(name) && value != null ? value : SecretForms.MASK);
    }
    return text(masked.toString());
  }

  /** Headers, a line each. */
  String headers(Headers shown) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < shown.size(); i++) {
      lines.append("\n    ").append(header(shown.name(i), shown.value(i)));
    }
    return lines.toString();
  }

  /** A server may take a line for a header that is none: a secret is cut by its own colon then. */
  private String header(String name, String value) {
    boolean named = text(name + ":" + value).startsWith(name + ":");
    return named ? name + ": " + value(name, value) : SecretForms.MASK;
  }

  private String value(String name, String value) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (headers.contains(lower) || SECRET_NAME.matcher(lower).matches()) {
      return SecretForms.MASK;
    }
    return text(
        lower.equals("location") ? value.replaceAll("\\?.*", "?" + SecretForms.MASK) : value);
  }
}
