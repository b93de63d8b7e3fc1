package dev.parley.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Finds tokens by their prefix, and those of Telegram's bots by what is in their middle. */
final class TokenDetector implements Detector {
  private static final int TELEGRAM_LENGTH = 35;

  private final List<List<TokenForm>> byFirst = new ArrayList<>();
  private final boolean services;

  TokenDetector(Set<GuardKind> kinds) {
    for (int c = 0; c < 128; c++) {
      char first = (char) c;
      byFirst.add(
          TokenForm.ALL.stream()
              .filter(form -> kinds.contains(form.kind()) && form.prefix().charAt(0) == first)
              .toList());
    }
    services = kinds.contains(GuardKind.SERVICE_KEY);
  }

  @Override
  public void find(CharSequence text, Consumer<Span> found) {
    int i = 0;
    while (i < text.length()) {
      Span span = at(text, i);
      if (span != null) {
        found.accept(span);
      }
      i = span == null ? i + 1 : span.end();
    }
  }

  private @Nullable Span at(CharSequence text, int i) {
    char c = text.charAt(i);
    if (c >= 128) {
      return null;
    }
    if (c == ':' && services && Chars.matches(text, i, ":AA")) {
      return telegram(text, i);
    }
    List<TokenForm> forms = byFirst.get(c);
    if (forms.isEmpty() || !Chars.begins(text, i)) {
      return null;
    }
    for (TokenForm form : forms) {
      if (Chars.matches(text, i, form.prefix())) {
        int end = form.end(text, i);
        if (end >= 0) {
          return Span.of(i, end, form.kind());
        }
      }
    }
    return null;
  }

  /** Such as {@code 123456789:AA} and 33 more. */
  private static @Nullable Span telegram(CharSequence text, int colon) {
    int start = colon;
    while (colon - start <= 10 && Chars.digit(Chars.at(text, start - 1))) {
      start--;
    }
    int end = colon + 1;
    while (end - colon <= TELEGRAM_LENGTH + 1 && Chars.base64Url(Chars.at(text, end))) {
      end++;
    }
    int digits = colon - start;
    boolean fits = digits >= 8 && digits <= 10 && end - colon - 1 == TELEGRAM_LENGTH;
    return fits && Randomness.isMixed(text.subSequence(colon + 1, end).toString())
        ? Span.of(start, end, GuardKind.SERVICE_KEY)
        : null;
  }
}
