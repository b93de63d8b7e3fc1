package dev.parley.guard;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Consumer;

/** Finds JSON Web Tokens (RFC 7519): three or five parts, the first a JSON object with "alg". */
final class JwtDetector implements Detector {
  private static final String BEGINNING = "eyJ"; // {" in base64

  @Override
  public void find(CharSequence text, Consumer<Span> found) {
    int i = 0;
    while (i < text.length()) {
      boolean begins =
          text.charAt(i) == 'e' && Chars.matches(text, i, BEGINNING) && Chars.begins(text, i);
      if (!begins) {
        i++;
        continue;
      }
      int head = run(text, i);
      int end = Chars.at(text, head) == '.' && isHead(text, i, head) ? end(text, head) : -1;
      if (end >= 0) {
        found.accept(Span.of(i, end, GuardKind.JWT));
      }
      i = Math.max(head, end);
    }
  }

  /** Where the token ends, whose head ends there; -1 if it is none. */
  private static int end(CharSequence text, int head) {
    int end = head;
    int parts = 1;
    while (parts < 5 && Chars.at(text, end) == '.') {
      int next = run(text, end + 1);
      if (next == end + 1 && parts < 2) {
        return -1;
      }
      end = next;
      parts++;
    }
    // One without a signature still tells what it tells.
    return parts >= 3 ? end : -1;
  }

  private static int run(CharSequence text, int from) {
    int end = from;
    while (Chars.base64Url(Chars.at(text, end))) {
      end++;
    }
    return end;
  }

  private static boolean isHead(CharSequence text, int start, int end) {
    try {
      byte[] json = Base64.getUrlDecoder().decode(text.subSequence(start, end).toString());
      String head = new String(json, StandardCharsets.UTF_8).strip();
      return head.startsWith("{") && head.endsWith("}") && head.contains("\"alg\"");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
