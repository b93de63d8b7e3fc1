package dev.parley.structured;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.error.UnreadableDataException;
import dev.parley.error.UnreadableDataException.Kind;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What does not fit is refused with its place, and what fits is exact. */
class ReadingTest {
  record All(
      int whole,
      long large,
      double fine,
      BigInteger huge,
      BigDecimal exact,
      String text,
      boolean flag,
      Family.Level level,
      LocalDate date,
      Instant instant,
      Duration duration,
      UUID id,
      URI address,
      List<Integer> numbers,
      Map<String, Integer> counts,
      Family.Shape shape,
      @Bounds(min = 2, max = 3) String bounded,
      @Bounds(max = 1) Set<String> few,
      Optional<Age> age,
      OptionalInt maybe) {}

  record Age(int years) {
    Age {
      if (years < 0) {
        throw new IllegalArgumentException(years + " is no age");
      }
    }
  }

  private static final JsonType<All> ALL = JsonType.of(All.class);

  private static final String GOOD =
      """
      {"whole":1,"large":2,"fine":3.5,"huge":4,"exact":5.50,"text":"six","flag":true,\
      "level":"very-high","date":"2026-11-22","instant":"2026-11-22T10:15:30+01:00",\
      "duration":"PT1H","id":"123e4567-e89b-12d3-a456-426614174000","address":"https://a.example/",\
      "numbers":[7,8],"counts":[{"key":"a","value":9}],"shape":{"type":"Circle","radius":1},\
      "bounded":"abc","few":["x","x"],"age":{"years":10},"maybe":null}""";

  @Test
  void what_fits_is_exact() {
    All all = ALL.read(" \n" + GOOD + "\n ");
    assertEquals(new BigDecimal("5.50"), all.exact());
    assertEquals(Instant.parse("2026-11-22T09:15:30Z"), all.instant());
    assertEquals(Map.of("a", 9), all.counts());
    assertEquals(Set.of("x"), all.few());
    assertEquals(Optional.of(new Age(10)), all.age());
    assertEquals(all, ALL.read(ALL.write(all)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/whole | 1.5 | must be a whole number from -2147483648 to 2147483647",
        "/whole | 2147483648 | must be a whole number from -2147483648 to 2147483647",
        "/whole | `\"1\"` | must be a whole number from -2147483648 to 2147483647, not a text",
        "/whole | null | must be a whole number from -2147483648 to 2147483647, not null",
        "/large | 9223372036854775808 | must be a whole number from -9223372036854775808 to"
            + " 9223372036854775807",
        "/fine | 1e400 | must be a number that fits a double",
        "/fine | true | must be a number that fits a double, not true or false",
        "/huge | 1.25 | must be a whole number",
        "/text | 7 | must be a text, not a number",
        "/text | `\"\\ud800\"` | must not have halves of surrogate pairs",
        "/text | `\"\\udc00\\ud800\"` | must not have halves of surrogate pairs",
        "/flag | `\"true\"` | must be true or false, not a text",
        "/level | `\"HIGH\"` | must be one of LOW, very-high, ODD",
        "/level | {} | must be one of LOW, very-high, ODD",
        "/date | `\"2026-02-30\"` | must be a date such as 2026-11-22",
        "/date | `\"2026-1-1\"` | must be a date such as 2026-11-22",
        "/instant | `\"2026-11-22T10:15:30\"` | must be a date and time with its offset, such as"
            + " 2026-11-22T10:15:30Z",
        "/duration | `\"PT\"` | must be a duration such as PT1H30M",
        "/duration | `\"P1Y\"` | must be a duration such as PT1H30M",
        "/duration | `\"PT9999999999999999H\"` | must be a duration such as PT1H30M",
        "/id | `\"1-1-1-1-1\"` | must be a UUID",
        "/address | `\"a b\"` | must be a URI (RFC 3986)",
        "/numbers | {} | must be an array, not an object",
        "/numbers/1 | [7,[]] | must be a whole number from -2147483648 to 2147483647, not an array",
        "/counts/0 | [{\"key\":\"a\",\"value\":1,\"x\":2}] | must not have other fields than key,"
            + " value",
        "/counts/0/value | [{\"key\":\"a\"}] | is missing",
        "/counts/1/key | [{\"key\":\"a\",\"value\":1},{\"key\":\"a\",\"value\":2}] | must not be"
            + " the key of an earlier element",
        "/shape/type | {\"radius\":1} | is missing",
        "/shape/type | {\"type\":\"Square\"} | must be one of Circle, box, Group, Straight, Curve",
        "/shape/radius | {\"type\":\"Circle\"} | is missing",
        "/shape | {\"type\":\"Circle\",\"radius\":1,\"x\":1} | must not have other fields than"
            + " radius",
        "/shape/shapes/0/length | {\"type\":\"Group\",\"shapes\":[{\"type\":\"Straight\"}]} | is"
            + " missing",
        "/bounded | `\"a\"` | must have at least 2 characters",
        "/bounded | `\"😀😀😀😀\"` | must have at most 3 characters",
        "/few | `[\"a\",\"b\"]` | must have at most 1 elements",
        "/shape | {\"type\":\"Circle\",\"radius\":1,\"radius\":2} | has a field twice",
        "/age | {\"years\":-3} | the constructor of Age refuses it",
        "/age/years | {} | is missing",
        "/maybe | 1.5 | must be a whole number from -2147483648 to 2147483647",
      })
  void what_does_not_fit_is_refused_with_its_place(String path, String json, String problem) {
    UnreadableDataException e =
        assertThrows(UnreadableDataException.class, () -> ALL.read(with(path, json)));
    assertEquals("Cannot read the JSON at " + path + ": " + problem, e.getMessage());
    assertEquals(path, e.path());
    assertEquals(Kind.WRONG_FORM, e.kind());
  }

  /** The good text with something else in the field that the path begins with. */
  private static String with(String path, String json) {
    String field = path.split("/", -1)[1];
    int start = GOOD.indexOf("\"" + field + "\":") + field.length() + 3;
    int end = GOOD.length() - 1;
    for (RecordComponent next : All.class.getRecordComponents()) {
      int at = GOOD.indexOf(",\"" + next.getName() + "\":");
      if (at > start && at < end) {
        end = at;
      }
    }
    return GOOD.substring(0, start) + json + GOOD.substring(end);
  }

  @Test
  void the_refusal_of_a_constructor_is_the_cause_and_not_in_the_message() {
    UnreadableDataException e =
        assertThrows(
            UnreadableDataException.class, () -> JsonType.of(Age.class).read("{\"years\":-3}"));
    assertEquals("-3 is no age", e.getCause().getMessage());
    assertFalse(e.getMessage().contains("-3"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "{",
        "{\"years\":",
        "{\"years\":1",
        "{\"years\":1}}",
        "{\"years\":1} x",
        "years",
        "{'years':1}",
        "{\"years\":01}",
        "{\"years\":NaN}",
        "{\"years\":1,}",
        "```json\n{}\n```",
        "{\"years\":1/*x*/}",
      })
  void what_is_not_json_is_refused_without_a_word_of_it(String text) {
    UnreadableDataException e =
        assertThrows(UnreadableDataException.class, () -> JsonType.of(Age.class).read(text));
    assertEquals(Kind.MALFORMED, e.kind());
    assertTrue(e.offset().isPresent());
    assertNull(e.getCause());
    assertFalse(e.getMessage().contains("years"), e.getMessage());
  }

  @Test
  void unknown_fields_are_refused_or_read_past_by_choice() {
    String json = "{\"years\":1,\"secret\":{\"a\":[]}}";
    JsonType<Age> strict = JsonType.of(Age.class);
    UnreadableDataException e =
        assertThrows(UnreadableDataException.class, () -> strict.read(json));
    assertEquals(
        "Cannot read the JSON at its root: must not have other fields than years", e.getMessage());
    assertEquals(new Age(1), strict.ignoringUnknownFields().read(json));
    assertSame(strict.schema(), strict.ignoringUnknownFields().schema());
  }

  @Test
  void a_field_that_is_there_twice_is_refused() {
    UnreadableDataException e =
        assertThrows(
            UnreadableDataException.class,
            () -> JsonType.of(Age.class).read("{\"years\":1,\"years\":2}"));
    assertEquals("Cannot read the JSON at its root: has a field twice", e.getMessage());
    assertEquals(Kind.WRONG_FORM, e.kind());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1,\"a\":2}",
        "[{\"a\":1,\"a\":2}]",
        "\"\\ud800\"",
        "1e1001",
        "{\"a\":{\"b\":[1e99999999999]}}",
      })
  void no_name_of_the_text_gets_into_a_message_and_what_is_unknown_is_not_looked_at(String json) {
    String text = "{\"years\":1,\"jane@example.com\":" + json + "}";
    JsonType<Age> strict = JsonType.of(Age.class);
    UnreadableDataException e =
        assertThrows(UnreadableDataException.class, () -> strict.read(text));
    assertEquals(
        "Cannot read the JSON at its root: must not have other fields than years", e.getMessage());
    assertEquals("", e.path());
    assertEquals(new Age(1), strict.ignoringUnknownFields().read(text));
  }

  @Test
  void a_field_that_may_be_null_may_be_missing() {
    assertEquals(
        new Family.Tree("a", List.of(), Optional.empty()),
        JsonType.of(Family.Tree.class).read("{\"name\":\"a\",\"children\":[]}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e1001", "1e-1001", "1e99999999999", "-1E+2147483647"})
  void a_number_that_spells_more_digits_than_can_be_worked_with_is_refused(String number) {
    UnreadableDataException e =
        assertThrows(
            UnreadableDataException.class,
            () -> JsonType.of(BigInteger.class).read("{\"value\":" + number + "}"));
    assertEquals(Kind.TOO_LARGE, e.kind());
    assertEquals("/value", e.path());
  }

  @Test
  void long_numbers_are_read_up_to_a_limit() {
    JsonType<BigInteger> type = JsonType.of(BigInteger.class);
    String digits = "9".repeat(1_000);
    assertEquals(new BigInteger(digits), type.read("{\"value\":" + digits + "}"));
    assertThrows(UnreadableDataException.class, () -> type.read("{\"value\":" + digits + "9}"));
    assertThrows(
        UnreadableDataException.class, () -> type.read("{\"value\":" + digits.repeat(9) + "}"));
  }

  @Test
  void depth_is_bounded_when_reading_and_when_writing() {
    JsonType<Family.Tree> type = JsonType.of(Family.Tree.class);
    Family.Tree tree = new Family.Tree("", List.of(), Optional.empty());
    for (int i = 0; i < 198; i++) {
      tree = new Family.Tree("", List.of(), Optional.of(tree));
    }
    assertEquals(tree, type.read(type.write(tree)));
    Family.Tree deepest = new Family.Tree("", List.of(), Optional.of(tree));
    assertEquals(deepest, type.read(type.write(deepest)));
    Family.Tree deeper = new Family.Tree("", List.of(tree), Optional.empty());
    assertThrows(IllegalArgumentException.class, () -> type.write(deeper));
    String nested = "[".repeat(100_000);
    UnreadableDataException e =
        assertThrows(UnreadableDataException.class, () -> type.read(nested));
    assertEquals(Kind.TOO_LARGE, e.kind());
  }

  @Test
  void an_optional_that_is_empty_is_an_answer() {
    JsonType<OptionalInt> type = JsonType.of(OptionalInt.class);
    assertEquals("{\"value\":null}", type.write(OptionalInt.empty()));
    assertEquals(OptionalInt.empty(), type.read("{\"value\":null}"));
  }

  @Test
  void the_longest_number_that_is_written_is_read() {
    JsonType<BigDecimal> type = JsonType.of(BigDecimal.class);
    String digits = "9".repeat(1_000);
    BigDecimal longest = new BigDecimal("-" + digits + "." + digits);
    assertEquals(longest, type.read(type.write(longest)));
  }

  @Test
  void what_could_not_be_read_again_is_not_written() {
    assertUnwritable(Double.class, Double.NaN, "at /value: must be a number that fits a double");
    assertUnwritable(Float.class, Float.NEGATIVE_INFINITY, "at /value: must be a number that fits");
    assertUnwritable(String.class, "\ud800", "at /value: must not have halves");
    assertUnwritable(Instant.class, Instant.MAX, "at /value: must be a date and time");
    assertUnwritable(LocalDate.class, LocalDate.MIN, "at /value: must be a date");
    assertUnwritable(BigDecimal.class, new BigDecimal("1e2000"), "at /value: must be a number");
    assertUnwritable(
        Family.Bounded.class,
        new Family.Bounded(151, "a", List.of(), Optional.empty(), OptionalInt.empty(), null),
        "at /age: must be at most 150");
    assertUnwritable(
        Family.Tree.class,
        new Family.Tree(null, List.of(), Optional.empty()),
        "at /name: must be a text");
    assertUnwritable(
        Family.Tree.class,
        new Family.Tree("", List.of(), noOptional()),
        "at /twin: must be an empty Optional, not null");
  }

  private static <T> void assertUnwritable(Class<T> type, T value, String problem) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> JsonType.of(type).write(value));
    assertTrue(e.getMessage().contains(problem), e.getMessage());
  }

  /** What a careless program gives. */
  private static <T> Optional<T> noOptional() {
    return null;
  }
}
