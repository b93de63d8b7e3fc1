package dev.parley.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssignmentDetectorTest {
  private static final String MARK = "[REDACTED:password]";

  private static String masked(String text) {
    return Guard.of(GuardMode.OFF).filter().apply(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Zx9!kq\\\"72Lm",
        "Zx9!kq72\\\\",
        "\\\\Zx9!kq72",
        "Zx9!\\nkq72Lm",
        "Zx9!kq'72`Lm",
        "Zx9\\u0041kq72!"
      })
  void a_text_in_quotes_goes_on_behind_what_is_escaped(String value) {
    assertEquals("password = \"" + MARK + "\"; x", masked("password = \"" + value + "\"; x"));
  }

  @Test
  void an_escaped_quote_ends_what_began_with_one() {
    assertEquals(
        "log {\\\"password\\\":\\\"" + MARK + "\\\",\\\"n\\\":1}",
        masked("log {\\\"password\\\":\\\"Zx9!kq72\\\",\\\"n\\\":1}"));
    assertEquals(
        "log {\\\"password\\\":\\\"" + MARK + "\\\",\\\"n\\\":1}",
        masked("log {\\\"password\\\":\\\"Zx9!\\\\\\\"kq72\\\",\\\"n\\\":1}"));
    assertEquals(
        "\\\\\\\"password\\\\\\\":\\\\\\\"" + MARK + "\\\\\\\",",
        masked("\\\\\\\"password\\\\\\\":\\\\\\\"Zx9!kq72\\\\\\\","));
  }

  /** A shell knows no escapes in single quotes. */
  @Test
  void a_backslash_before_the_last_quote_does_not_hide_a_password() {
    assertEquals("PASSWORD='" + MARK + "\\' x='a b'", masked("PASSWORD='Zx9!kq72\\' x='a b'"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Zx9k,q72Lm4", "Zx9k;q72Lm4", "Zx9kq72&Lm4", "Zx,9k;q7&2L", "Zx9kq72Lm4,&;"})
  void a_value_without_quotes_goes_on_behind_a_comma(String value) {
    String bare = value.endsWith(",&;") ? value.substring(0, value.length() - 3) : value;
    String rest = value.substring(bare.length());
    assertEquals("PASSWORD=" + MARK + rest + "\nA=1", masked("PASSWORD=" + value + "\nA=1"));
    assertEquals("password: " + MARK + rest + "\n", masked("password: " + value + "\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ", user=ada",
        ",user=ada",
        ";user=ada",
        "&user=ada",
        "&amp;user=ada",
        "\\u0026user\\u003dada",
        "; x",
        " && x",
        "&& x",
        ",user:ada}"
      })
  void what_comes_next_is_not_part_of_it(String next) {
    assertEquals("token=" + MARK + next, masked("token=Zx9Kq72Lm4Pw" + next));
  }

  @ParameterizedTest
  @ValueSource(ints = {390, 400, 401, 402, 900, 20_000})
  void a_long_value_is_found_whole(int length) {
    String value = new Drawing(length).alnum(length);
    assertEquals("secret=" + MARK + "\n", masked("secret=" + value + "\n"));
    assertEquals("secret='" + MARK + "'\n", masked("secret='" + value + "'\n"));
    assertEquals("{\"secret\":\"" + MARK + "\"}", masked("{\"secret\":\"" + value + "\"}"));
    assertEquals("<secret>" + MARK + "</secret>", masked("<secret>" + value + "</secret>"));
  }

  @Test
  void a_key_may_begin_like_a_path() {
    assertEquals(
        "aws_secret_access_key = [REDACTED:aws-key]\n",
        masked("aws_secret_access_key = /8aBQvegW/KGLkxguBud4lb9h/7nJLekIe3KcbVO\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/opt/MyApp/FooBar/BazQux/ConfigFile/KeyStoreData1",
        "/home/ada/projects/2024/v1/run3/out2/checkpoint10",
        "/var/run/secrets/kubernetes.io/serviceaccount/token",
        "/Users/Ada/Library/ApplicationSupport/Parley2/Keys/v3"
      })
  void a_path_is_no_key(String path) {
    assertEquals("secret = \"" + path + "\"", masked("secret = \"" + path + "\""));
    assertEquals("secret=" + path + "\n", masked("secret=" + path + "\n"));
  }

  @Test
  void the_content_of_an_element_ends_with_it() {
    assertEquals(
        "<password>" + MARK + "</password>", masked("<password>Zx9kQ7,2LmP4;&amp;w</password>"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\u003d", "\\u003D", "%3D", "%3d"})
  void an_escaped_sign_is_one(String sign) {
    assertEquals("x?token" + sign + MARK, masked("x?token" + sign + "Zx9Kq72Lm4Pw"));
  }

  @Test
  void a_parameter_in_an_address_in_an_address_ends_with_it() {
    assertEquals(
        "?to=%2Fa%3Ftoken%3D" + MARK + "%26x%3D1",
        masked("?to=%2Fa%3Ftoken%3DZx9Kq72Lm4Pw%26x%3D1"));
  }

  @Test
  void colours_are_no_part_of_names_and_values() {
    assertEquals(
        "\u001b[36mpassword\u001b[39m: \u001b[33m" + MARK + "\u001b[0m",
        masked("\u001b[36mpassword\u001b[39m: \u001b[33mZx9!kq72\u001b[0m"));
  }

  @Test
  void a_member_that_is_a_secret_is_redacted_whole() {
    Guard guard = Guard.builder().kinds(GuardKind.named("all")).build();
    assertEquals(
        "{\"password\":\"" + MARK + "\"}",
        guard.filter().apply("{\"password\":\"Zx9!ada@lovelace.org\"}"));
  }
}
