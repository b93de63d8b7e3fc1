package dev.parley.guard;

import java.math.BigInteger;
import java.util.Random;

/** Draws what looks like secrets and numbers, the same each time. */
final class Drawing {
  private static final String DIGITS = "0123456789";
  private static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
  private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

  private final Random random;

  Drawing(long seed) {
    random = new Random(seed);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  String of(String alphabet, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  String digits(int length) {
    return of(DIGITS, length);
  }

  String lower(int length) {
    return of(LOWER, length);
  }

  String hex(int length) {
    return of("0123456789abcdef", length);
  }

  String alnum(int length) {
    // Both a letter and a digit, as whoever makes passwords sees to.
    return of(LOWER + UPPER + DIGITS, length - 2) + of(UPPER, 1) + of(DIGITS, 1);
  }

  String url(int length) {
    return of(LOWER + UPPER + DIGITS + "-_", length - 1) + of(LOWER, 1);
  }

  String base64(int length) {
    return of(LOWER + UPPER + DIGITS + "+/", length);
  }

  String base32(int length) {
    return of(UPPER + "234567", length);
  }

  String uuid() {
    return hex(8) + "-" + hex(4) + "-4" + hex(3) + "-a" + hex(3) + "-" + hex(12);
  }

  /** A number with a valid check digit. */
  String card(String start, int length) {
    String open = start + digits(length - 1 - start.length());
    int sum = 0;
    for (int i = 0; i < open.length(); i++) {
      int digit = open.charAt(open.length() - 1 - i) - '0';
      int weighed = i % 2 == 0 ? digit * 2 : digit;
      sum += weighed > 9 ? weighed - 9 : weighed;
    }
    return open + (10 - sum % 10) % 10;
  }

  /** An account with valid check digits. */
  String iban(String country, int length) {
    String account = digits(length);
    StringBuilder number = new StringBuilder();
    for (char c : (account + country + "00").toCharArray()) {
      number.append(Character.digit(c, 36));
    }
    int check = 98 - new BigInteger(number.toString()).mod(BigInteger.valueOf(97)).intValue();
    return country + (check < 10 ? "0" : "") + check + account;
  }
}
