package dev.parley.guard;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Consumer;

/** Finds what stands behind {@code Bearer} (RFC 6750) and {@code Basic} (RFC 7617). */
final class AuthorizationDetector implements Detector {
  private static final String BEARER = "bearer";
  private static final String BASIC = "basic";
  private static final int SHORTEST_TOKEN = 16;

  @Override
  public void find(CharSequence text, Consumer<Span> found) {
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      int end = i + 1;
      if ((c == 'b' || c == 'B') && Chars.begins(text, i)) {
        boolean bearer = Chars.matchesAnyCase(text, i, BEARER);
        if (bearer || Chars.matchesAnyCase(text, i, BASIC)) {
          int from = i + (bearer ? BEARER : BASIC).length();
          end = value(text, from, bearer, found);
        }
      }
      i = end;
    }
  }

  private static int value(CharSequence text, int behind, boolean bearer, Consumer<Span> found) {
    int start = behind;
    while (start - behind < 4 && Chars.blank(Chars.at(text, start))) {
      start++;
    }
    if (start == behind) {
      return behind;
    }
    int end = start;
    while (isToken(Chars.at(text, end))) {
      end++;
    }
    String value = text.subSequence(start, end).toString();
    if (bearer ? isBearer(value) : isBasic(value)) {
      found.accept(Span.of(start, end, GuardKind.AUTHORIZATION));
      return end;
    }
    return start;
  }

  private static boolean isToken(char c) {
    return Chars.base64(c) || c == '-' || c == '.' || c == '_' || c == '~';
  }

  private static boolean isBearer(String value) {
    return value.length() >= SHORTEST_TOKEN
        && value.chars().anyMatch(c -> Chars.digit((char) c))
        && Randomness.isMixed(value)
        && !Randomness.isPlaceholder(value)
        && !SecretValue.isSlug(value);
  }

  private static boolean isBasic(String value) {
    if (value.length() < 8 || value.length() > 400) {
      return false;
    }
    try {
      String login = new String(Base64.getDecoder().decode(value), StandardCharsets.ISO_8859_1);
      int colon = login.indexOf(':');
      return login.chars().allMatch(c -> c >= 0x20 && c < 0x7f)
          && colon >= 0
          && colon < login.length() - 1;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
