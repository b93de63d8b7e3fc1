package dev.parley.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How often characters are looked at: the work grows with the text and not faster. */
class StepsTest {
  private static final int SHORT = 20_000;

  /** No detector has more than that for a character, whatever the text. */
  private static final long MOST_A_CHARACTER = 1_500;

  private static final int MILLION = 1_000_000;
  private static final long MOST_OF_A_LINE = 200;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "A",
        "1",
        " ",
        "-",
        "=",
        ":",
        "@",
        "/",
        "\n",
        "eyJ",
        "eyJ.",
        "eyJhbGciOiJIUzI1NiJ9.",
        "sk-",
        "sk-proj-",
        "sk-ant-a",
        "ghp_",
        "github_pat_",
        "xoxb-",
        "AKIA",
        "AIza",
        ":AA",
        "-----BEGIN PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nab",
        "-----BEGIN ",
        "-----",
        "Bearer ",
        "Basic ",
        "bearer a",
        "://",
        "http://a:",
        "://a:b@",
        "password=",
        "password: ",
        "password='",
        "password=password=",
        "\"password\":\"",
        "<password>",
        "--token ",
        "token ",
        "4111 ",
        "4111-",
        "4111111111111111 ",
        "DE89 3704 ",
        "DE89",
        "123-45-",
        "123-45-6789-",
        "a@",
        "a@a.",
        "a.b@c.d ",
        "+1 ",
        "+1",
        "(212) ",
        "212-555-",
        "ab",
        "a1",
        "secret:secret=",
        "hf_",
        "SG.",
        "https://hooks.slack.com/services/T",
        "word wor",
        "\\n",
        "%3D",
        "\"",
        "\\\"",
        "password=\"\\",
        "password=\\",
        "password=\"\\\\",
        "password=a,",
        "password=Ab1xyz9,",
        "password=Ab1xyz9&",
        "token%3D",
        "token%3Da",
        "token\\u003da",
        "\\u003d",
        "<secret>a",
        "sig=",
        "sig=%2B",
        "://a:b@c@",
        "\u001b[31m",
        "[1;",
        "m[1;1;1;1;1;1;1;1;1;1;1m",
        "-----BEGIN PRIVATE KEY-----\nA: b\n",
        "A: -----BEGIN PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\n\\\\n",
        "-----END PRIVATE KEY-----",
        "abc\n-----END PRIVATE KEY-----\n",
        "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz\n-----END PRIVATE KEY-----\n",
        "ghs_eyJ.",
        "_eyJhbGciOiJIUzI1NiJ9",
        ".eyJhbGciOiJIUzI1NiJ9",
        "\u001b[32m+\u001b[m\u001b[32mabc\u001b[m\n",
        "\u001b[32m+-----END PRIVATE KEY-----\u001b[m\n",
        "-----BEGIN PRIVATE KEY-----\u001b[m\n\u001b[32m+ab",
        "-----BEGIN PRIVATE KEY-----\n1:ab ",
        "-----BEGIN PRIVATE KEY-----\n1:abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ12\n2 abcd\n",
        "-----BEGIN PRIVATE KEY-----1 ",
        "-----BEGIN PRIVATE KEY-----\n1 a a a a a a a a a a a a a a a a a a a a a a a a a a a a a ",
        "password=Ab1xyz9|",
        "password=Ab1xyz9|a=",
        "password=Ab1xyz9|a",
        "password=Ab1xyz9\"a",
        "Bearer 12|",
        "authorization: token ",
        "authorization token:",
        "a:\\/\\/a:",
        "a:\\/\\/a:b@",
        "**password:** ",
        "password[[",
        "411111111111111,",
        "4111\u00a0",
        "-123-45-",
        "\n-123-45-6780-"
      })
  void they_grow_with_the_text_and_not_faster(String piece) {
    TextScan scan =
        TextScan.of(
            EnumSet.allOf(GuardKind.class), List.of(new WordDetector(List.of("word word"))));
    long once = steps(scan, piece, SHORT);
    long twice = steps(scan, piece, 2 * SHORT);
    assertTrue(twice <= 2.2 * once + 10_000, piece + ": " + once + ", " + twice);
    assertTrue(twice <= MOST_A_CHARACTER * 2 * SHORT, piece + ": " + twice);
  }

  /** What somebody sends who wants it to take long; each comes to a few looks a character. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-----BEGIN ",
        "-----BEGIN PRIVATE KEY-----",
        "-----END PRIVATE KEY-----",
        "1",
        "4111111111111111,",
        "a=",
        "password=",
        "password=\"",
        "password=Ab1xyz9,",
        "://a:b@",
        "Basic ",
        "\\",
        "A"
      })
  void a_line_of_a_million_characters_takes_a_bounded_number(String piece) {
    TextScan scan = TextScan.of(EnumSet.allOf(GuardKind.class), List.of());
    long steps = steps(scan, piece, MILLION);
    assertTrue(steps <= MOST_OF_A_LINE * MILLION, piece + ": " + steps);
  }

  @ParameterizedTest
  @ValueSource(strings = {"(a+)+$", "(a|aa)+$", "(.*a){20}", "(a*)*b", "(?:a|b|ab)*c"})
  void an_own_pattern_is_given_up_and_the_text_counts_as_found(String pattern) {
    TextScan scan =
        TextScan.of(
            EnumSet.noneOf(GuardKind.class),
            List.of(new PatternDetector("own", Pattern.compile(pattern))));
    long once = steps(scan, "a", SHORT);
    assertTrue(once <= 201L * SHORT + 20_001, pattern + ": " + once);
    Scanned scanned = scan.scan("ab".repeat(SHORT) + "!");
    assertTrue(scanned.found().isEmpty() || scanned.redacted().contains("[REDACTED:own]"), pattern);
  }

  @Test
  void a_text_that_takes_a_pattern_too_long_is_redacted_whole() {
    TextScan scan =
        TextScan.of(
            EnumSet.noneOf(GuardKind.class),
            List.of(new PatternDetector("own", Pattern.compile("(a+)+$"))));
    assertEquals("[REDACTED:own]", scan.scan("a".repeat(4_000) + "b").redacted());
  }

  private static long steps(TextScan scan, String piece, int length) {
    Counting text = new Counting(piece.repeat(length / piece.length()));
    scan.spans(text);
    assertTrue(text.steps > 0);
    return text.steps;
  }

  /** Counts how often it is looked at; what is cut out counts too. */
  private static final class Counting implements CharSequence {
    private final String text;
    private long steps;

    Counting(String text) {
      this.text = text;
    }

    @Override
    public char charAt(int index) {
      steps++;
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      steps += end - start;
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      steps += text.length();
      return text;
    }
  }
}
