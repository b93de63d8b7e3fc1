package dev.parley.guard;

/**
 * Reads the lines of a key in PEM (RFC 7468, and RFC 1421 with its headers) or in the armor of
 * OpenPGP (RFC 9580), as people paste them: indented, quoted, commented out, in a diff, as texts of
 * a program, with escaped line ends, and with the number of the line or the like before each. One
 * call, one thread.
 */
final class KeyBody {
  static final String BEGIN = "-----BEGIN ";
  static final String END = "-----END ";

  private static final String MARKS = " \t\r\n\"'`,.>|*#;%+/-";
  private static final int MOST_HEADERS = 12;
  private static final int LONGEST_NAME = 30;
  private static final int LONGEST_HEADER = 300;

  /** What is shorter is a line by itself, or is prose. */
  private static final int SHORT_LINE = 16;

  /** Without the first line, what is shorter might be anything. */
  private static final int FULL_LINE = 40;

  /** The last line, and the checksum of OpenPGP. */
  private static final int MOST_SHORT_LINES = 2;

  private static final int LONGEST_SIGN = 2;

  private final CharSequence text;
  private int at;
  private int end;
  private int characters;
  private int shortLines;
  private int headers;
  private boolean numbered;

  private KeyBody(CharSequence text, int from) {
    this.text = text;
    this.at = from;
    this.end = from;
  }

  /** {@return what is read from there on, as far as it goes} */
  static KeyBody ahead(CharSequence text, int from) {
    KeyBody body = new KeyBody(text, from);
    boolean more = true;
    while (more) {
      body.passMarks();
      more =
          !Chars.matches(text, body.at, END) && (body.header() || body.line() || body.numbered());
    }
    body.passNumberOfEnd();
    return body;
  }

  /** {@return where the last line ends, or {@link #END} begins if it is there} */
  int end() {
    return Chars.matches(text, at, END) ? at : end;
  }

  /** {@return how many characters of base64 there are} */
  int characters() {
    return characters;
  }

  private boolean header() {
    int colon = at;
    while (colon - at < LONGEST_NAME && isName(Chars.at(text, colon))) {
      colon++;
    }
    boolean named =
        characters == 0
            && headers < MOST_HEADERS
            && Chars.letter(Chars.at(text, at))
            && Chars.at(text, colon) == ':'
            && Chars.blank(Chars.at(text, colon + 1));
    if (!named) {
      return false;
    }
    // Where blanks stand for line ends, the key itself comes behind these.
    String name = text.subSequence(at, colon).toString();
    boolean oneWord = name.equals("Proc-Type") || name.equals("DEK-Info");
    int last = colon + 2;
    while (last - at < LONGEST_HEADER && !endsHeader(last, oneWord)) {
      last++;
    }
    headers++;
    at = last;
    return true;
  }

  private boolean endsHeader(int i, boolean oneWord) {
    char c = Chars.at(text, i);
    boolean escape = c == '\\' && "nr".indexOf(Chars.at(text, i + 1)) >= 0;
    return c == '\0' || c == '\n' || c == '\r' || escape || (oneWord && c == ' ');
  }

  private boolean line() {
    int last = at;
    int length = 0;
    int width = width(last);
    while (width > 0) {
      last += width;
      length++;
      width = width(last);
    }
    boolean isShort = length < SHORT_LINE;
    if (length == 0 || (isShort && (shortLines == MOST_SHORT_LINES || !endsLine(last)))) {
      return false;
    }
    shortLines = isShort ? shortLines + 1 : 0;
    characters += length;
    at = last;
    end = last;
    return true;
  }

  /**
   * Reads a line that has something else before it: its number, a time, the name of a container, or
   * what adds it to a text of a program.
   */
  private boolean numbered() {
    if (characters > 0 && !numbered) {
      return false;
    }
    int i = at;
    int reach = reach();
    while (i < reach && !isDashed(i)) {
      int last = i;
      while (last - at < LONGEST_HEADER && Chars.base64(Chars.at(text, last))) {
        last++;
      }
      if (isNumbered(i, last) && endsLine(last)) {
        shortLines = last - i < FULL_LINE ? shortLines + 1 : 0;
        numbered = true;
        characters += last - i;
        at = last;
        end = last;
        return true;
      }
      i = Math.max(last, i + 1);
    }
    return false;
  }

  /** Whether it is a full line, or the last one behind such lines: of four characters each. */
  private boolean isNumbered(int first, int last) {
    int length = last - first;
    return length >= FULL_LINE
        ? Randomness.isMixed(text.subSequence(first, last).toString())
        : numbered && shortLines < MOST_SHORT_LINES && length >= 4 && length % 4 == 0;
  }

  /** The rest of the line before may have something in it too. */
  private int reach() {
    int reach = at;
    int lineEnds = 0;
    while (reach - at < LONGEST_HEADER && Chars.at(text, reach) != '\0') {
      lineEnds += text.charAt(reach) == '\n' ? 1 : 0;
      if (lineEnds == 2) {
        break;
      }
      reach++;
    }
    return reach;
  }

  private void passNumberOfEnd() {
    int i = at;
    int reach = numbered ? reach() : at;
    while (i < reach && !isDashed(i)) {
      i++;
    }
    at = Chars.matches(text, i, END) ? i : at;
  }

  /** How many characters one of base64 takes, which JSON may have escaped; 0 if there is none. */
  private int width(int i) {
    char c = Chars.at(text, i);
    if (c != '\\') {
      return Chars.base64(c) ? 1 : 0;
    } else if (Chars.at(text, i + 1) == '/') {
      return 2;
    }
    boolean escaped =
        Chars.matchesAnyCase(text, i, "\\u002b")
            || Chars.matchesAnyCase(text, i, "\\u002f")
            || Chars.matchesAnyCase(text, i, "\\u003d");
    return escaped ? 6 : 0;
  }

  private boolean endsLine(int from) {
    int i = from;
    int colour = Colour.end(text, i);
    while (i - from < 12 && (colour > i || " \t\"'`,;+*)".indexOf(Chars.at(text, i)) >= 0)) {
      i = Math.max(colour, i + 1);
      colour = Colour.end(text, i);
    }
    char c = Chars.at(text, i);
    return "\0\n\r\\<".indexOf(c) >= 0 || Chars.matches(text, i, END);
  }

  private void passMarks() {
    passColours();
    char c = Chars.at(text, at);
    while (c == '\\' || (MARKS.indexOf(c) >= 0 && !isDashed(at))) {
      boolean unicode = Chars.isUnicodeEscape(text, at);
      boolean letter = c == '\\' && "nrt".indexOf(Chars.at(text, at + 1)) >= 0;
      at += unicode ? 6 : letter ? 2 : 1;
      passColours();
      c = Chars.at(text, at);
    }
  }

  private void passColours() {
    int behind = Colour.end(text, at);
    while (behind > at) {
      at = behind;
      behind = Colour.end(text, at);
    }
  }

  private boolean isDashed(int i) {
    return Chars.matches(text, i, END) || Chars.matches(text, i, BEGIN);
  }

  private static boolean isName(char c) {
    return Chars.alnum(c) || c == '-';
  }

  /**
   * {@return where the full lines begin that come right before {@code end}, as in a hunk of a diff
   * that has the end of a key only; {@code end} if there are none}
   *
   * @param floor is not passed
   */
  static int begin(CharSequence text, int floor, int end) {
    int begin = end;
    int at = end;
    int others = 0;
    boolean full = false;
    while (at > floor) {
      int last = behindLine(text, floor, at);
      int first = last;
      while (first > floor && Chars.base64(text.charAt(first - 1))) {
        first--;
      }
      first = behindColour(text, first, last);
      // The n of an escaped line end is no part of the line.
      boolean escape = Chars.at(text, first - 1) == '\\' && "nrt".indexOf(text.charAt(first)) >= 0;
      boolean sign = isSigns(text, escape ? first + 1 : first, last);
      boolean isFull = last - first >= FULL_LINE;
      if (last == first || (!isFull && !sign && (full || others == MOST_SHORT_LINES))) {
        break;
      }
      full |= isFull;
      others += isFull || sign ? 0 : 1;
      begin = isFull ? first + (escape ? 1 : 0) : begin;
      at = first;
    }
    return begin;
  }

  private static int behindLine(CharSequence text, int floor, int from) {
    int last = from;
    int colour = Colour.start(text, last);
    while (last > floor
        && (colour < last || " \t\r\n\"'`,.>|*#;%-\\".indexOf(text.charAt(last - 1)) >= 0)) {
      last = Math.max(floor, Math.min(colour, last - 1));
      colour = Colour.start(text, last);
    }
    return last;
  }

  /** The end of a colour is no part of the line behind it, though it looks like base64. */
  private static int behindColour(CharSequence text, int first, int last) {
    if (Chars.at(text, first - 1) != '[') {
      return first;
    }
    int end = first;
    while (end < last && Chars.digit(text.charAt(end))) {
      end++;
    }
    return end < last && text.charAt(end) == 'm' ? end + 1 : first;
  }

  /** Signs between texts of a program, and before comments. */
  private static boolean isSigns(CharSequence text, int first, int last) {
    if (last - first > LONGEST_SIGN) {
      return false;
    }
    for (int i = first; i < last; i++) {
      if (text.charAt(i) != '+' && text.charAt(i) != '/') {
        return false;
      }
    }
    return true;
  }
}
