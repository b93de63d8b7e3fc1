package dev.parley.guard;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Consumer;

/**
 * Finds what stands behind {@code Bearer} (RFC 6750), {@code Basic} (RFC 7617) and {@code
 * Authorization: Token}.
 */
final class AuthorizationDetector implements Detector {
  private static final String BEARER = "bearer";
  private static final String BASIC = "basic";
  private static final String TOKEN = "token";
  private static final String HEADER = "authorization";
  private static final int MOST_SIGNS = 8;
  private static final int SHORTEST_TOKEN = 16;
  private static final int LONGEST_NUMBER = 10;

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
      } else if ((c == 't' || c == 'T') && isTokenOfHeader(text, i)) {
        end = value(text, i + TOKEN.length(), true, found);
      }
      i = end;
    }
  }

  /** The word is too common to be taken for a scheme without the header before it. */
  private static boolean isTokenOfHeader(CharSequence text, int i) {
    if (!Chars.matchesAnyCase(text, i, TOKEN)) {
      return false;
    }
    int end = i;
    while (i - end < MOST_SIGNS && " \t:=\"'\\".indexOf(Chars.at(text, end - 1)) >= 0) {
      end--;
    }
    return end < i && Chars.matchesAnyCase(text, end - HEADER.length(), HEADER);
  }

  private static int value(CharSequence text, int behind, boolean bearer, Consumer<Span> found) {
    int start = behind;
    while (start - behind < 4 && Chars.blank(Chars.at(text, start))) {
      start++;
    }
    if (start == behind) {
      return behind;
    }
    int end = bearer ? behindNumber(text, start) : start;
    while (bearer ? isToken(Chars.at(text, end)) : Chars.base64(Chars.at(text, end))) {
      end++;
    }
    String value = text.subSequence(start, end).toString();
    if (bearer ? isBearer(value) : isBasic(value)) {
      found.accept(Span.of(start, end, GuardKind.AUTHORIZATION));
      return end;
    }
    return start;
  }

  /** Tokens of Laravel Sanctum begin with a number and a bar. */
  private static int behindNumber(CharSequence text, int start) {
    int end = start;
    while (end - start < LONGEST_NUMBER && Chars.digit(Chars.at(text, end))) {
      end++;
    }
    return end > start && Chars.at(text, end) == '|' ? end + 1 : start;
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
    if (value.length() < 8) {
      return false;
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(value);
      String login = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      int colon = login.indexOf(':');
      return login.chars().noneMatch(Character::isISOControl)
          && colon >= 0
          && colon < login.length() - 1;
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return false;
    }
  }
}
