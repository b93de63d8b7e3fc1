package dev.parley.guard;

import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/** Finds the password in {@code scheme://user:password@host} (RFC 3986, section 3.2.1). */
final class UrlPasswordDetector implements Detector {
  /** What documents write there. */
  private static final Set<String> WORDS =
      Set.of("password", "passwd", "pass", "pwd", "secret", "token", "user", "pw", "mypassword");

  /** As some write it in JSON. */
  private static final String ESCAPED = ":\\/\\/";

  @Override
  public void find(CharSequence text, Consumer<Span> found) {
    int i = 0;
    while (i < text.length()) {
      if (text.charAt(i) == ':' && Chars.alnum(Chars.at(text, i - 1))) {
        if (Chars.matches(text, i, "://")) {
          userInfo(text, i + 3, found);
        } else if (Chars.matches(text, i, ESCAPED)) {
          userInfo(text, i + ESCAPED.length(), found);
        }
      }
      i++;
    }
  }

  private static void userInfo(CharSequence text, int start, Consumer<Span> found) {
    int colon = -1;
    int end = -1;
    for (int i = start; isAuthority(Chars.at(text, i)); i++) {
      if (text.charAt(i) == '@') {
        end = i; // The last one counts: who does not escape one has several.
      } else if (text.charAt(i) == ':' && colon < 0 && end < 0) {
        colon = i;
      }
    }
    if (colon >= 0 && end > colon + 1) {
      String password = text.subSequence(colon + 1, end).toString();
      boolean madeUp =
          isPort(password)
              || ("$<{%[".indexOf(password.charAt(0)) >= 0 && !isEscape(password))
              || WORDS.contains(password.toLowerCase(Locale.ROOT))
              || password.equals(text.subSequence(start, colon).toString())
              || Randomness.isPlaceholder(password);
      if (!madeUp && password.length() >= 3) {
        found.accept(Span.of(colon + 1, end, GuardKind.URL_PASSWORD));
      }
    }
  }

  /** A port, behind which something else comes, with an address in it. */
  private static boolean isPort(String password) {
    int end = 0;
    while (end < password.length() && Chars.digit(password.charAt(end))) {
      end++;
    }
    return end >= 1 && end <= 5 && ",;&)".indexOf(Chars.at(password, end)) >= 0;
  }

  private static boolean isEscape(String password) {
    return password.length() > 2
        && password.charAt(0) == '%'
        && Chars.hex(password.charAt(1))
        && Chars.hex(password.charAt(2));
  }

  private static boolean isAuthority(char c) {
    return c > ' ' && "/?#\"'`\\<>|".indexOf(c) < 0;
  }
}
