package dev.parley.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenDetectorTest {
  private static final Drawing DRAW = new Drawing(11);
  private static final String GOOGLE = "AI" + "za" + DRAW.url(34) + "x";
  private static final String GITHUB = "gh" + "p_" + DRAW.alnum(36);

  private static String masked(String text) {
    return Guard.of(GuardMode.OFF).filter().apply(text);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 511, 512, 513, 514, 600, 2_000})
  void a_long_token_is_found_whole_wherever_its_dashes_are(int length) {
    for (int dash = 500; dash < 520; dash++) {
      StringBuilder value = new StringBuilder(DRAW.url(length));
      if (dash < length - 1) {
        value.setCharAt(dash, "-_.".charAt(dash % 3));
      }
      assertEquals("a [REDACTED:google-key].", masked("a ya" + "29." + value + "."));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-old", "_prod", "-", "_", ".", "-2"})
  void a_name_may_go_on_behind_a_token_of_a_fixed_length(String rest) {
    assertEquals("my_[REDACTED:google-key]" + rest, masked("my_" + GOOGLE + rest));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "0", "xyz-1"})
  void a_longer_run_is_no_token_of_a_fixed_length(String rest) {
    assertEquals(GOOGLE + rest, masked(GOOGLE + rest));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001b[31m",
        "\u001b[m",
        "\u001b[01;31m\u001b[K",
        "\u001b[38;5;196m",
        "\\u001b[31m",
        "\\x1b[0m",
        "\\e[1m",
        "\\033[1;31m",
        "^[[31m",
        "[31m",
        "k\\u003d",
        "k%3D",
        "\\n",
        "k\\u003D"
      })
  void a_token_is_found_behind_colours_and_escapes(String before) {
    assertEquals(before + "[REDACTED:github-token] x", masked(before + GITHUB + " x"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"m", "[m", "[1;a", "u003d", "ESC[31"})
  void a_token_is_not_found_inside_a_word(String before) {
    assertEquals(before + GITHUB, masked(before + GITHUB));
  }

  @ParameterizedTest
  @ValueSource(strings = {"fake", "todo", "your", "xxxx", "FAKE", "Todo"})
  void a_drawn_key_may_have_a_word_in_it(String word) {
    String key = "sk-" + DRAW.alnum(20) + word + DRAW.alnum(20);
    assertEquals("[REDACTED:openai-key]", masked(key));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sk-your-key-goes-here-1234",
        "sk-yourapikeyhere1234567890",
        "sk-proj-fake-R7k2Qw9Zx4Lm8Np3Bv6Yt1",
        "sk-R7k2Qw9ZxxxxxxxxxxxxxxxxBv6Yt1Hd5",
        "sk-todo"
      })
  void what_says_that_it_is_none_is_none(String text) {
    assertEquals(text, masked(text));
  }

  @Test
  void a_key_id_may_have_no_digit() {
    assertEquals("[REDACTED:aws-key]", masked("AK" + "IATAFEEYUORXTZVPZW"));
  }
}
