package dev.parley.structured;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Types that models cannot be told of are refused when they are made, with the part and why. */
class RefusedTypeTest {
  record Inner(List<Map<String, File>> files) {}

  record Outer(Optional<Inner> inner) {}

  @SuppressWarnings("ArrayRecordComponent") // This is what is refused.
  record Array(int[] numbers) {}

  record Zoned(ZonedDateTime when) {}

  record Anything(Object thing) {}

  @SuppressWarnings("rawtypes")
  record Raw(List list) {}

  record Generic<T>(T content) {}

  record Twice(Optional<Optional<String>> text) {}

  record Keyed(Map<Inner2, String> map) {}

  record Inner2(String text) {}

  record Endless(String name, Endless next) {}

  record EndlessList(@Bounds(min = 1) List<EndlessList> more) {}

  sealed interface OnlyItself {
    record More(OnlyItself more) implements OnlyItself {}
  }

  record Growing<T>(Optional<Growing<List<T>>> more) {}

  record GrowingStart(Growing<String> start) {}

  record SameNames(String a, @Name("a") String b) {}

  record BlankName(@Name(" ") String a) {}

  enum None {}

  record Empty(None none) {}

  enum Same {
    A,
    @Name("A")
    B
  }

  sealed interface Tagged {
    record One(String type) implements Tagged {}
  }

  sealed interface Alike {
    @Name("it")
    record One() implements Alike {}

    @Name("it")
    record Two() implements Alike {}
  }

  sealed interface NotRecords {
    final class Plain implements NotRecords {}
  }

  sealed interface Lost {
    record Box<T>(T content) implements Lost {}
  }

  /** Somebody else's annotation, which unlike JSpecify's may stand before a primitive. */
  @Retention(RetentionPolicy.RUNTIME)
  @interface Nullable {}

  @SuppressWarnings("NullablePrimitive") // This is what is refused.
  record NullablePrimitive(@Nullable int number) {}

  record BoundedFlag(@Bounds(max = 1) boolean flag) {}

  record Upside(@Bounds(min = 2, max = 1) int number) {}

  record TooFar(@Bounds(max = 1e17) long number) {}

  record HalfAnElement(@Bounds(min = 0.5) List<String> list) {}

  record LessThanNothing(@Bounds(max = -1) Optional<String> text) {}

  record HalfANumber(@Bounds(max = 0.5) OptionalInt number) {}

  record NoByte(@Bounds(min = 300) byte number) {}

  record Collected(Collection<String> texts) {}

  static List<List<Object>> refused() {
    return List.of(
        List.of(Outer.class, "Outer.inner.files[].value: there is no JSON for java.io.File"),
        List.of(Array.class, "Array.numbers: there is no JSON for int[]"),
        List.of(Zoned.class, "Zoned.when: there is no JSON for java.time.ZonedDateTime"),
        List.of(Anything.class, "Anything.thing: there is no JSON for java.lang.Object"),
        List.of(Raw.class, "Raw.list: a List of what?"),
        List.of(Generic.class, "Generic.content: nobody says what T of "),
        List.of(Twice.class, "Twice.text: JSON cannot tell an Optional in an Optional"),
        List.of(Keyed.class, "Keyed.map: the keys of a Map are texts"),
        List.of(Endless.class, "Endless holds itself without an end"),
        List.of(EndlessList.class, "EndlessList holds itself without an end"),
        List.of(OnlyItself.class, "OnlyItself holds itself without an end"),
        List.of(GrowingStart.class, "there are more than 300 types in it"),
        List.of(SameNames.class, "SameNames: two fields are named a"),
        List.of(BlankName.class, "BlankName.a: the @Name of a is blank"),
        List.of(Empty.class, "Empty.none: "),
        List.of(Same.class, "Same: two constants of "),
        List.of(Tagged.class, "Tagged: One has a field \"type\""),
        List.of(Alike.class, "Alike: two records of Alike are named it"),
        List.of(NotRecords.class, "NotRecords: "),
        List.of(Lost.class, "Lost: Lost does not say what T of "),
        List.of(NullablePrimitive.class, "NullablePrimitive.number: a primitive is never null"),
        List.of(BoundedFlag.class, "BoundedFlag.flag: @Bounds mean nothing for a boolean"),
        List.of(Upside.class, "Upside.number: @Bounds from 2 to 1 leave nothing"),
        List.of(TooFar.class, "TooFar.number: @Bounds must be at most 2^53"),
        List.of(HalfAnElement.class, "HalfAnElement.list: @Bounds must be a whole number"),
        List.of(LessThanNothing.class, "LessThanNothing.text: @Bounds from 0 to -1 leave nothing"),
        List.of(HalfANumber.class, "HalfANumber.number: @Bounds must be a whole number from -21"),
        List.of(NoByte.class, "NoByte.number: @Bounds must be a whole number from -128 to 127"),
        List.of(Collected.class, "Collected.texts: there is no JSON for java.util.Collection"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void a_type_without_json_is_refused_with_the_part_and_why(List<Object> row) {
    Class<?> type = (Class<?>) row.get(0);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> JsonType.of(type));
    assertTrue(e.getMessage().contains((String) row.get(1)), e.getMessage());
  }

  @Test
  void a_class_that_is_no_record_is_refused_with_what_may_be() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> JsonType.of(File.class));
    assertEquals(
        "File: there is no JSON for java.io.File. Use a record, an enum, a sealed interface of"
            + " records, String, a number, boolean, a List, Set, Map or Optional of these, UUID,"
            + " URI, or LocalDate, Instant and their like of java.time; arrays are Lists",
        e.getMessage());
  }
}
