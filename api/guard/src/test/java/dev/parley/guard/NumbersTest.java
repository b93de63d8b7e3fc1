package dev.parley.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers of cards, accounts and people in tables, diffs and print. */
class NumbersTest {
  private static final String CARD = "4111111111111111";
  private static final String SSN = "123-45-6780";

  private static String masked(String text) {
    return Guard.builder().kinds(GuardKind.named("all")).build().filter().apply(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s,12/27",
        "ada,%s",
        "ada,%s,1227\nbob",
        "7,%s,1227",
        "17,%s",
        "10,%s",
        "\"ada\",\"%s\",1",
        "ada;%s;1",
        "ada\t%s\t1",
        "-%s\n",
        "+%s\n"
      })
  void a_card_is_found_in_a_row(String row) {
    assertEquals(row.replace("%s", "[REDACTED:card-number]"), masked(row.replace("%s", CARD)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0,%s", "-0,%s", "0.%s", "%s.25", "%s-1", "a-%s", "#%s", "x_%s", "%s1", "1%s"})
  void a_fraction_and_a_piece_of_a_number_are_no_card(String text) {
    assertEquals(text.replace("%s", CARD), masked(text.replace("%s", CARD)));
  }

  @ParameterizedTest
  @ValueSource(chars = {' ', '-', '\u00a0', '\u202f', '\u2007', '\u2009'})
  void groups_of_a_card_are_parted_by_one_sign(char sign) {
    String card = "4111 1111 1111 1111".replace(' ', sign);
    assertEquals("a [REDACTED:card-number], b", masked("a " + card + ", b"));
    String mixed = "4111" + sign + "1111_1111" + sign + "1111";
    assertEquals(mixed, masked(mixed));
  }

  @ParameterizedTest
  @ValueSource(chars = {' ', '\u00a0', '\u202f'})
  void an_account_may_be_in_groups_that_do_not_break(char sign) {
    assertEquals(
        "IBAN [REDACTED:iban].",
        masked("IBAN " + "DE89 3704 0044 0532 0130 00".replace(' ', sign) + "."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-%s\n+gone", "@@ -1 +1 @@\n-%s\n", "+%s", "a\r\n-%s", "a\\n-%s\\n"})
  void a_number_is_found_in_a_line_of_a_diff(String diff) {
    assertEquals(diff.replace("%s", "[REDACTED:us-ssn]"), masked(diff.replace("%s", SSN)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a-%s", "1-%s", "n-%s", "-%s-1", "-2026-01-02\n+2026-01-03", "@@ -123,45 +67 @@"})
  void a_piece_of_a_longer_number_is_none(String text) {
    assertEquals(text.replace("%s", SSN), masked(text.replace("%s", SSN)));
  }
}
