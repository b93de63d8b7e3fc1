package dev.parley.guard;

import java.util.Locale;

/**
 * Tells a value that is assigned to the name of a secret from code, references, words and
 * placeholders. It is a guess: an ordinary word as a password is not told from a word.
 */
final class SecretValue {
  private static final double LEAST_ENTROPY = 2.4;
  private static final int SHORTEST_KEY = 40;

  private SecretValue() {}

  /**
   * Whether it is a secret.
   *
   * @param quoted whether it stands in quotes: else it may be the name of a variable
   * @param literal whether it stands where code has values and not names, as in a line of its own
   */
  static boolean isSecret(String value, boolean quoted, boolean literal) {
    if (value.length() < 6 || isReference(value) || (!quoted && isExpression(value, literal))) {
      return false;
    }
    int letters = 0;
    int digits = 0;
    int upper = 0;
    int others = 0;
    String joints = quoted ? "_-./:|" : "_-./:,;&\\";
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c <= ' ' || (!quoted && "()[]{}<>".indexOf(c) >= 0)) {
        return false;
      }
      letters += Character.isLetter(c) ? 1 : 0;
      upper += Character.isUpperCase(c) ? 1 : 0;
      digits += Chars.digit(c) ? 1 : 0;
      boolean plain = Chars.digit(c) || Character.isLetter(c);
      others += plain || joints.indexOf(c) >= 0 ? 0 : 1;
    }
    boolean strong = digits > 0 && others > 0 && letters > 0;
    if (value.length() < (strong ? 6 : 7) || (letters == 0 && others == 0)) {
      return false;
    }
    if (Randomness.isPlaceholder(value) || Randomness.entropy(value) < LEAST_ENTROPY) {
      return false;
    }
    if (digits == 0 && others == 0) {
      // Letters only: a word, a name, a label; or drawn from both cases.
      return quoted && value.length() >= 20 && upper * 10 >= letters * 3 && upper < letters;
    }
    if (!quoted && ((digits == 0 && upper == 0) || (!literal && isQualified(value)))) {
      return false;
    }
    if (others == 0 && isSlug(value)) {
      return false;
    }
    return quoted
        || (literal && !isCamelCase(value, digits, upper))
        || others > 0
        || changes(value) >= 3;
  }

  /**
   * {@code $NAME}, {@code ${…}}, {@code %(name)s}, {@code <name>}, a path, an address, a colour, a
   * time, and where a secret is kept.
   */
  private static boolean isReference(String value) {
    char first = value.charAt(0);
    char second = value.charAt(1);
    boolean variable = first == '$' && (Chars.letter(second) || "{(_".indexOf(second) >= 0);
    boolean format = first == '%' && (Chars.letter(second) || second == '(');
    boolean opens = "{<[(".indexOf(first) >= 0;
    boolean path =
        (value.startsWith("/") && value.indexOf('/', 1) > 0 && !isBase64(value))
            || value.startsWith("./")
            || value.startsWith("../")
            || value.startsWith("~/")
            || (second == ':' && (value.indexOf('\\') == 2 || value.indexOf('/') == 2));
    return variable
        || format
        || isKept(value)
        || isTime(value)
        || opens
        || path
        || value.contains("://")
        || value.contains("${")
        || value.contains("{{")
        || value.contains("#{")
        || value.startsWith("\\(")
        || value.contains("()")
        || (first == '#' && value.length() <= 9 && value.chars().skip(1).allMatch(c -> hex(c)));
  }

  /** Whether it is the name that a store of secrets has for one. */
  private static boolean isKept(String value) {
    return value.startsWith("arn:")
        || value.startsWith("projects/")
        || (value.startsWith("vault:") && value.indexOf('/') > 0);
  }

  /** Such as {@code 2026-01-01T00:00:00Z}. */
  private static boolean isTime(String value) {
    String form = "0000-00-00T00:00";
    boolean fits = value.length() >= form.length() && value.length() <= 40;
    for (int i = 0; i < form.length() && fits; i++) {
      char c = value.charAt(i);
      fits = form.charAt(i) == '0' ? Chars.digit(c) : c == form.charAt(i);
    }
    return fits;
  }

  /**
   * Names with the signs of a language around, such as {@code !showPassword}, {@code *opts.Token},
   * {@code session?.token} and {@code process.env.KEY!}.
   */
  private static boolean isExpression(String value, boolean literal) {
    int start = 0;
    while (start < value.length() && "!@*&+".indexOf(value.charAt(start)) >= 0) {
      start++;
    }
    int end = value.length() - (value.endsWith("!") ? 1 : 0);
    String rest =
        start >= end ? "" : value.substring(start, end).replace("?.", ".").replace("!.", ".");
    if (rest.isEmpty() || rest.length() == value.length()) {
      return false;
    }
    boolean parameter = value.charAt(0) == '@' && !literal && isWord(rest);
    return parameter
        || isType(rest)
        || isQualified(rest)
        || isName(rest)
        || (rest.chars().noneMatch(c -> ",;&".indexOf(c) >= 0) && isSlug(rest));
  }

  /** A word that may begin with a capital, and at most two digits behind it. */
  private static boolean isWord(String value) {
    int end = withoutDigits(value);
    boolean word = value.length() - end <= 2;
    for (int i = 0; i < end && word; i++) {
      word = i == 0 ? Chars.letter(value.charAt(i)) : Chars.lower(value.charAt(i));
    }
    return word;
  }

  /** Words of some length, of which each but the first begins with a capital, and few digits. */
  private static boolean isName(String value) {
    int end = withoutDigits(value);
    boolean name = value.length() - end <= 2 && end > 0;
    int capitals = 0;
    for (int i = 0; i < end && name; i++) {
      name = Chars.letter(value.charAt(i));
      capitals += i > 0 && Chars.upper(value.charAt(i)) ? 1 : 0;
    }
    return name && capitals > 0 && capitals == camelHumps(value) && (capitals + 1) * 4 <= end;
  }

  private static int withoutDigits(String value) {
    int end = value.length();
    while (end > 0 && Chars.digit(value.charAt(end - 1))) {
      end--;
    }
    return end;
  }

  /**
   * Whether it is a long key, of which one of sixty begins with a slash: in paths letters of both
   * cases and digits change less often.
   */
  private static boolean isBase64(String value) {
    int cases = 0;
    for (int i = 1; i < value.length(); i++) {
      char before = value.charAt(i - 1);
      char c = value.charAt(i);
      boolean letters = Chars.letter(before) && Chars.letter(c);
      cases += letters && Chars.upper(before) != Chars.upper(c) ? 1 : 0;
    }
    return value.length() >= SHORTEST_KEY
        && value.chars().allMatch(c -> Chars.base64((char) c))
        && cases * 5 >= value.length()
        && changes(value) >= 4;
  }

  private static boolean hex(int c) {
    return Chars.hex((char) c);
  }

  /**
   * Words and small numbers with dashes, dots, commas or the like between, such as {@code
   * my-app-v2}.
   */
  static boolean isSlug(String value) {
    String[] pieces = value.split("[-_./:,;&|\\\\]", -1);
    boolean word = false;
    for (String piece : pieces) {
      long digits = piece.chars().filter(c -> Chars.digit((char) c)).count();
      long upper = piece.chars().filter(c -> Chars.upper((char) c)).count();
      boolean number = digits == piece.length() && digits <= 4;
      boolean oneCase =
          upper == 0
              || upper == piece.length() - digits
              || (upper == 1 && Chars.upper(piece.charAt(0)))
              || (camelHumps(piece) > 0 && digits == 0 && upper * 3 <= piece.length());
      if (!number && !(digits <= 2 && oneCase && piece.length() <= 20)) {
        return false;
      }
      word |= piece.length() - digits >= 3;
    }
    return pieces.length > 1 && word;
  }

  /** Names with dots between, such as {@code ed25519.Ed25519PrivateKey}. */
  private static boolean isQualified(String value) {
    boolean dotted = value.indexOf('.') > 0 && Chars.letter(value.charAt(0));
    for (int i = 1; i < value.length() && dotted; i++) {
      char c = value.charAt(i);
      dotted = Chars.alnum(c) || c == '_' || (c == '.' && Chars.letter(Chars.at(value, i + 1)));
    }
    return dotted;
  }

  /** Such as {@code newPassword2}. */
  private static boolean isCamelCase(String value, int digits, int upper) {
    boolean plain = value.chars().allMatch(c -> Chars.alnum((char) c));
    return plain && digits <= 2 && camelHumps(value) > 0 && upper * 3 <= value.length();
  }

  private static int camelHumps(String value) {
    int humps = 0;
    for (int i = 1; i < value.length(); i++) {
      if (Chars.upper(value.charAt(i)) && Chars.lower(value.charAt(i - 1))) {
        humps++;
      }
    }
    return humps;
  }

  /** How often letters and digits change places. */
  private static int changes(String value) {
    int changes = 0;
    for (int i = 1; i < value.length(); i++) {
      boolean was = Chars.digit(value.charAt(i - 1));
      if (was != Chars.digit(value.charAt(i))) {
        changes++;
      }
    }
    return changes;
  }

  /** Whether a programmer writes types so: {@code password: String = "…"}. */
  static boolean isType(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    return lower.equals("string") || lower.equals("str") || lower.equals("text");
  }
}
