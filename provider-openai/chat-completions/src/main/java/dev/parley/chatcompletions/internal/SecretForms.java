package dev.parley.chatcompletions.internal;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds secrets in texts that quote them: as they are, and escaped for JSON or an address. */
final class SecretForms {
  static final String MASK = "***";

  private static final Pattern ESCAPE =
      Pattern.compile("%([0-9a-fA-F]{2})|\\\\u([0-9a-fA-F]{4})|\\\\([\"\\\\/])");

  private final List<String> forms;

  SecretForms(Collection<String> secrets) {
    Set<String> all = new LinkedHashSet<>();
    for (String secret : secrets) {
      if (!secret.isEmpty()) {
        String quoted = secret.replace("\\", "\\\\").replace("\"", "\\\"");
        all.add(secret);
        all.add(quoted);
        all.add(quoted.replace("/", "\\/"));
        all.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
        all.add(URLEncoder.encode(secret, StandardCharsets.UTF_8).replace("+", "%20"));
      }
    }
    // The longest first: one may be a part of another.
    forms = all.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
  }

  /** The text without secrets. */
  String hide(String text) {
    String hidden = text;
    for (String form : forms) {
      hidden = hidden.replace(form, MASK);
    }
    // Nobody must escape just what others do: of a text that holds another form nothing is shown.
    String plain = unescaped(hidden);
    return forms.stream().anyMatch(plain::contains) ? MASK : hidden;
  }

  private static String unescaped(String text) {
    return ESCAPE
        .matcher(text)
        .replaceAll(
            escape -> {
              if (escape.group(3) != null) {
                return Matcher.quoteReplacement(escape.group(3));
              }
              String code = escape.group(1) == null ? escape.group(2) : escape.group(1);
              return Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(code, 16)));
            });
  }

  /** Where a text may be cut off, at {@code wanted} or before it, without cutting a secret. */
  int cut(String text, int wanted) {
    int cut = wanted;
    for (String form : forms) {
      int at = text.lastIndexOf(form, cut - 1);
      if (at >= 0 && at + form.length() > cut) {
        cut = at;
      }
    }
    return cut;
  }

  /** How much of a text may be the beginning of a secret. */
  int longest() {
    return forms.isEmpty() ? 0 : forms.get(0).length();
  }

  /** {@return how many there are, and nothing of them} */
  @Override
  public String toString() {
    return "SecretForms[" + forms.size() + "]";
  }
}
