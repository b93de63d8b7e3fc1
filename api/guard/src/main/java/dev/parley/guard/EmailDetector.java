package dev.parley.guard;

import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/** Finds e-mail addresses, but those of domains that RFC 2606 reserves for documents. */
final class EmailDetector implements Detector {
  private static final int LONGEST_LOCAL = 64;
  private static final int LONGEST_DOMAIN = 253;

  /** Users of machines, and endings of files such as {@code icon@2x.png}. */
  private static final Set<String> NO_PERSONS = Set.of("git", "hg", "svn");

  private static final Set<String> NO_DOMAINS =
      Set.of(
          "example",
          "test",
          "invalid",
          "local",
          "localhost",
          "png",
          "jpg",
          "jpeg",
          "svg",
          "js",
          "gif",
          "webp",
          "css",
          "json",
          "html",
          "md",
          "internal");

  private static final Set<String> RESERVED = Set.of("example.com", "example.org", "example.net");

  @Override
  public void find(CharSequence text, Consumer<Span> found) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '@') {
        int start = start(text, i);
        int end = end(text, i);
        if (start < i && end > i && isSomebody(text, start, i, end)) {
          found.accept(Span.of(start, end, GuardKind.EMAIL));
        }
      }
    }
  }

  private static int start(CharSequence text, int at) {
    int start = at;
    while (at - start < LONGEST_LOCAL && isLocal(Chars.at(text, start - 1))) {
      start--;
    }
    while (start < at && !Chars.alnum(text.charAt(start))) {
      start++;
    }
    return Chars.at(text, at - 1) == '.' || Chars.at(text, start - 1) == '/' ? at : start;
  }

  private static int end(CharSequence text, int at) {
    int end = at + 1;
    while (end - at < LONGEST_DOMAIN && isDomain(Chars.at(text, end))) {
      end++;
    }
    while (end > at + 1 && !Chars.alnum(text.charAt(end - 1))) {
      end--;
    }
    return Chars.at(text, end) == '@' ? -1 : end;
  }

  private static boolean isSomebody(CharSequence text, int start, int at, int end) {
    String local = text.subSequence(start, at).toString().toLowerCase(Locale.ROOT);
    String domain = text.subSequence(at + 1, end).toString().toLowerCase(Locale.ROOT);
    int dot = domain.lastIndexOf('.');
    if (dot < 1 || domain.contains("..") || !Chars.alnum(domain.charAt(0))) {
      return false;
    }
    String top = domain.substring(dot + 1);
    boolean letters = top.length() >= 2 && top.chars().allMatch(c -> Chars.lower((char) c));
    return letters
        && !NO_PERSONS.contains(local)
        && !NO_DOMAINS.contains(top)
        && RESERVED.stream().noneMatch(r -> domain.equals(r) || domain.endsWith("." + r));
  }

  private static boolean isLocal(char c) {
    return Chars.alnum(c) || "._%+-'".indexOf(c) >= 0;
  }

  private static boolean isDomain(char c) {
    return Chars.alnum(c) || c == '.' || c == '-';
  }
}
