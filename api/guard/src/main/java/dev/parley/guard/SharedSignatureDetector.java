package dev.parley.guard;

import java.util.function.Consumer;

/**
 * Finds signatures of shared access to Azure, {@code sig=…}: an HMAC-SHA-256 in base64, which is 43
 * characters and a {@code =}, some of them as {@code %2B}.
 */
final class SharedSignatureDetector implements Detector {
  private static final int CHARACTERS = 43;

  @Override
  public void find(CharSequence text, Consumer<Span> found) {
    int i = 0;
    while (i < text.length()) {
      boolean here =
          text.charAt(i) == 's' && Chars.matches(text, i, "sig") && Chars.begins(text, i);
      int start = here ? behindSign(text, i + 3) : -1;
      int end = start < 0 ? -1 : end(text, start);
      if (end >= 0) {
        found.accept(Span.of(start, end, GuardKind.AZURE_KEY));
      }
      i = Math.max(i + 1, end);
    }
  }

  private static int behindSign(CharSequence text, int sign) {
    if (Chars.at(text, sign) == '=') {
      return sign + 1;
    } else if (Chars.matchesAnyCase(text, sign, "%3d")) {
      return sign + 3;
    }
    return Chars.matchesAnyCase(text, sign, "\\u003d") ? sign + 6 : -1;
  }

  private static int end(CharSequence text, int start) {
    int at = start;
    int count = 0;
    while (count <= CHARACTERS && isPart(text, at)) {
      at += Chars.at(text, at) == '%' ? 3 : 1;
      count++;
    }
    if (count != CHARACTERS || isUnlikely(text.subSequence(start, at).toString())) {
      return -1;
    }
    int end =
        Math.max(at, behindSign(text, at)); // The sign at the end is escaped like the one before.
    return Chars.alnum(Chars.at(text, end)) ? -1 : end;
  }

  private static boolean isPart(CharSequence text, int i) {
    char c = Chars.at(text, i);
    boolean escaped = Chars.matchesAnyCase(text, i, "%2b") || Chars.matchesAnyCase(text, i, "%2f");
    return escaped || Chars.base64Url(c) || c == '+' || c == '/';
  }

  private static boolean isUnlikely(String value) {
    return !Randomness.isMixed(value) || Randomness.isPlaceholder(value);
  }
}
