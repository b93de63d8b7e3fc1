package dev.parley.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateKeyDetectorTest {
  /** In parts, so that nobody takes it for a key that has leaked. */
  private static final String KEY =
      "-----BEGIN RSA PRIV"
          + "ATE KEY-----\n"
          + "MIIEowIBAAKCAQEA7v3k9Qm1ZpX4tR8sYw2LcNfGhJ5uDa6B/oKeVxT+0iSrPqWb\n".repeat(3)
          + "-----END RSA PRIV"
          + "ATE KEY-----";

  private static final int LAST = KEY.indexOf("\n-----END");
  private static final String LINES = KEY.substring(KEY.indexOf('\n') + 1);
  private static final String MARK = "[REDACTED:private-key]";

  private static String masked(String text) {
    return Guard.of(GuardMode.REDACT).filter().apply(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "+", "-", " ", "> ", "    ", "# ", "#", "// ", "//", " * ", "; ", "-- ", "+# ", "| ",
        "%"
      })
  void a_key_is_found_whole_in_lines_that_are_marked(String mark) {
    String marked = KEY.lines().map(line -> mark + line + "\n").reduce("", String::concat);
    assertEquals(
        "one\n" + mark + "[REDACTED:private-key]\ntwo\n",
        Guard.of(GuardMode.REDACT).filter().apply("one\n" + marked + "two\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Proc-Type: 4,ENCRYPTED\nDEK-Info: DES-EDE3-CBC,1A2B3C4D5E6F7A8B\n\n",
        "Version: GnuPG v2.0.22 (GNU/Linux)\nComment: - why? (ask us!)\n\n",
        "Comment: https://a.test/?b=c#d\n\n"
      })
  void headers_are_part_of_a_key(String headers) {
    String key = KEY.replaceFirst("\n", "\n" + headers);
    assertEquals("a\n" + MARK + "\nb", masked("a\n" + key + "\nb"));
    assertEquals("a \"" + MARK + "\" b", masked("a \"" + key.replace("\n", "\\n") + "\" b"));
    String commented = "# " + key.replace("\n", "\n# ");
    assertEquals("a\n# " + MARK + "\nb", masked("a\n" + commented + "\nb"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\n",
        "\\\\n",
        "\\r\\n",
        "\r\n",
        " ",
        "\\n\" +\n  \"",
        "\",\n\"",
        "\\u000a",
        "\\\n"
      })
  void line_ends_may_be_escaped(String end) {
    assertEquals("k = \"" + MARK + "\";", masked("k = \"" + KEY.replace("\n", end) + "\";"));
  }

  @Test
  void slashes_and_signs_may_be_escaped() {
    String escaped = KEY.replace("/", "\\/").replace("+", "\\u002b").replace("\n", "\\n");
    assertEquals("log: '" + MARK + "' x", masked("log: '" + escaped + "' x"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "+", "-", " ", "# ", "  "})
  void the_end_of_a_key_is_found_without_its_beginning(String mark) {
    String marked = LINES.lines().map(line -> mark + line + "\n").reduce("", String::concat);
    String hunk = masked("@@ -9,6 +9,6 @@ deploy\n" + marked + "two\n");
    // The plus of a diff may be a letter of the key.
    assertEquals("@@ -9,6 +9,6 @@ deploy\n" + mark.replace("+", "") + MARK + "\ntwo\n", hunk);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\n", "\\\\n", "\n", "\\n\" +\n  \""})
  void the_end_of_an_armor_is_found_with_its_checksum(String end) {
    String block = "PGP PRIV" + "ATE KEY BLOCK";
    String line = "lQOYBGKx0QEBCADAm5K3qYfN8vWpZt7dR2sXh4JcUgEo9LbVxTnSy6PaMiQk1r0z";
    String armor = line + "\n" + line + "\nAbCd1xyz\n=4fGh\n-----END " + block + "-----";
    assertEquals("… " + MARK + "\n", masked("… " + armor.replace("\n", end) + "\n"));
  }

  @Test
  void what_is_pasted_in_part_is_found_so_far() {
    for (int length = 100; length <= LAST; length++) {
      assertEquals(MARK + "\n", masked(KEY.substring(0, length).stripTrailing() + "\n"));
    }
    String two = KEY.substring(0, KEY.indexOf('\n', 100));
    assertEquals(MARK + "\nWhy is it refused?", masked(two + "\nWhy is it refused?"));
  }

  @Test
  void prose_about_keys_is_none() {
    String begin = KEY.substring(0, KEY.indexOf('\n'));
    String end = KEY.substring(KEY.lastIndexOf('\n') + 1);
    String text = begin + " is how it begins and what comes behind it is base64\n" + end + "\n";
    assertEquals(text, masked(text));
  }
}
