package dev.parley.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonScanTest {
  private static final TextScan SCAN = TextScan.of(GuardKind.defaults(), List.of());
  private static final String KEY = "gh" + "p_" + new Drawing(6).alnum(36);
  private static final String MARK = "[REDACTED:github-token]";

  private static String redacted(String json) {
    String redacted = SCAN.scan(json).redacted();
    assertFalse(redacted.contains(KEY), redacted);
    return redacted;
  }

  @Test
  void a_text_is_redacted_as_what_it_stands_for() {
    String escaped = String.format("\\u%04x", (int) KEY.charAt(0)) + KEY.substring(1);
    assertEquals(
        "{\"a\":\"x \\\"" + MARK + "\\\" \\\\ \\n\"}",
        redacted("{\"a\":\"x \\\"" + escaped + "\\\" \\\\ \\n\"}"));
  }

  @Test
  void what_is_clean_stays_byte_for_byte() {
    String json =
        " { \"a\" : [ 1.50e+3 , true , null , \"\\u00e4\\/\" ] , \"k\":\"" + KEY + "\" }\n";
    assertEquals(json.replace(KEY, MARK), redacted(json));
  }

  @Test
  void a_name_is_looked_at_too() {
    assertEquals("{\"" + MARK + "\":1}", redacted("{\"" + KEY + "\":1}"));
  }

  @Test
  void a_number_becomes_a_text() {
    String card = new Drawing(8).card("4", 16);
    assertEquals(
        "{\"n\":\"[REDACTED:card-number]\",\"m\":2}", redacted("{\"n\":" + card + ",\"m\":2}"));
  }

  @Test
  void a_member_is_a_password_by_its_name() {
    assertEquals("{\"password\":\"[REDACTED:password]\"}", redacted("{\"password\":\"Zx9!kq72\"}"));
    assertEquals(
        "{\"p\\u0061ssword\":[\"[REDACTED:password]\"]}",
        redacted("{\"p\\u0061ssword\":[\"Zx9!kq72\"]}"));
    assertEquals("{\"passenger\":\"Zx9!kq72\"}", redacted("{\"passenger\":\"Zx9!kq72\"}"));
  }

  @Test
  void json_in_json_stays_json() {
    String card = new Drawing(9).card("4", 16);
    assertEquals(
        "{\"arguments\":\"{\\\"n\\\":\\\"[REDACTED:card-number]\\\"}\"}",
        redacted("{\"arguments\":\"{\\\"n\\\":" + card + "}\"}"));
  }

  @Test
  void lines_of_json_are_json_each() {
    assertEquals(
        "{\"a\":1}\n{\"a\":\"" + MARK + "\"}\n", redacted("{\"a\":1}\n{\"a\":\"" + KEY + "\"}\n"));
    assertEquals(4, SCAN.scan("{}\n[\"" + KEY + "\"]").found().get(0).start());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"a\":", "{\"a\" 1, \"", "[1,,\"", "{a:\"", "[\"\\x\",\"", "[nul,\"", "\"", "["})
  void what_is_no_json_is_text(String before) {
    assertEquals(before + MARK + " rest", redacted(before + KEY + " rest"));
  }

  @Test
  void deep_nesting_ends_well() {
    String deep = "[".repeat(100_000) + "\"" + KEY + "\"" + "]".repeat(100_000);
    assertTrue(redacted(deep).contains(MARK));
  }
}
