package dev.parley.structured;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.error.UnreadableDataException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which records of a sealed interface are of the kind that a component asks for. */
class KindsTest {
  sealed interface Out<T> {
    record Count(int n) implements Out<Integer> {}

    record Text(String s) implements Out<String> {}

    record Any<T>(T value) implements Out<T> {}

    record Many<E>(List<E> values) implements Out<List<E>> {}

    sealed interface OfText extends Out<String> {
      record Verse(String s) implements OfText {}
    }
  }

  record Texts(Out<String> out) {}

  record Counts(Out<Integer> out) {}

  record Lists(Out<List<Integer>> out) {}

  record Numbers(Free<? extends Number> free) {}

  sealed interface Free<T> {
    record Of<T>(T value) implements Free<T> {}
  }

  sealed interface Plain<T> {
    record Count(int n) implements Plain<Integer> {}

    record Text(String s) implements Plain<String> {}

    record Lists(int n) implements Plain<List<String>> {}
  }

  record Unknown(Plain<?> plain) {}

  record Upwards(Plain<? extends Number> plain) {}

  record ListsUpwards(Plain<? extends List<? extends CharSequence>> plain) {}

  record Comparables(Plain<? extends Comparable<String>> plain) {}

  record None(Plain<Boolean> plain) {}

  sealed interface Two<A, B> {
    record Same<T>(T first, T second) implements Two<T, T> {}

    record Free<L, R>(R right, L left) implements Two<L, R> {}
  }

  sealed interface Bounded<T> {
    record Num<N extends Number>(N n) implements Bounded<N> {}

    record Ordered<C extends Comparable<C>>(C one) implements Bounded<C> {}

    record Both<L extends U, U extends Number>(U least) implements Bounded<Map<L, U>> {}

    record Text(String s) implements Bounded<String> {}
  }

  record BoundedText(Bounded<String> of) {}

  record BoundedInteger(Bounded<Integer> of) {}

  record BoundedList(Bounded<List<Integer>> of) {}

  record BoundedMap(Bounded<Map<String, Integer>> of) {}

  sealed interface Shape {
    record Round(int r) implements Shape {}

    record Square(int a) implements Shape {}
  }

  sealed interface Drawn<T> {
    record Only<R extends Shape.Round>(R shape) implements Drawn<R> {}
  }

  record Drawing(Drawn<? extends Shape> drawn) {}

  sealed interface Holder<T> {}

  record Box<T>(T value) implements Holder<T> {}

  sealed interface Held<T> {
    record Count(int n) implements Held<Box<Integer>> {}

    record Text(String s) implements Held<Box<String>> {}

    record Any<E>(E value) implements Held<Box<E>> {}
  }

  record HeldText(Held<? extends Holder<String>> held) {}

  record Downwards(Plain<? super Integer> plain) {}

  record Pairs(Two<Integer, String> different, Two<Integer, Integer> same) {}

  @Test
  void a_record_of_other_arguments_is_none() {
    assertEquals(List.of("Text", "Any", "Verse"), kinds(Texts.class, "out"));
    assertEquals(List.of("Count", "Any"), kinds(Counts.class, "out"));
    assertEquals(List.of("Free"), kinds(Pairs.class, "different"));
    assertEquals(List.of("Same", "Free"), kinds(Pairs.class, "same"));
    UnreadableDataException e =
        assertThrows(
            UnreadableDataException.class,
            () -> JsonType.of(Texts.class).read("{\"out\":{\"type\":\"Count\",\"n\":1}}"));
    assertEquals("/out/type", e.path());
  }

  @Test
  void arguments_are_found_within_arguments() {
    assertEquals(List.of("Any", "Many"), kinds(Lists.class, "out"));
    assertEquals(
        new Lists(new Out.Many<>(List.of(7))),
        JsonType.of(Lists.class).read("{\"out\":{\"type\":\"Many\",\"values\":[7]}}"));
  }

  @Test
  void a_wildcard_takes_what_extends_its_bound() {
    assertEquals(List.of("Count", "Text", "Lists"), kinds(Unknown.class, "plain"));
    assertEquals(List.of("Count"), kinds(Upwards.class, "plain"));
    assertEquals(List.of("Lists"), kinds(ListsUpwards.class, "plain"));
    assertEquals(List.of("Text"), kinds(Comparables.class, "plain"));
  }

  @Test
  void an_argument_that_the_bounds_of_a_record_do_not_take_is_none_of_its() {
    assertEquals(List.of("Ordered", "Text"), kinds(BoundedText.class, "of"));
    assertEquals(List.of("Num", "Ordered"), kinds(BoundedInteger.class, "of"));
    assertThrows(IllegalArgumentException.class, () -> JsonType.of(BoundedList.class));
    assertThrows(IllegalArgumentException.class, () -> JsonType.of(BoundedMap.class));
  }

  @Test
  void a_wildcard_is_no_wider_than_the_bounds_of_the_record() {
    JsonType<Drawing> type = JsonType.of(Drawing.class);
    String drawn = "{\"drawn\":{\"type\":\"Only\",\"shape\":{%s}}}";

    assertEquals(
        new Drawing(new Drawn.Only<>(new Shape.Round(1))), type.read(drawn.formatted("\"r\":1")));
    assertThrows(
        UnreadableDataException.class,
        () -> type.read(drawn.formatted("\"type\":\"Square\",\"a\":1")));
  }

  @Test
  void arguments_are_kept_in_mind_on_the_way_up() {
    assertEquals(List.of("Text", "Any"), kinds(HeldText.class, "held"));
  }

  @Test
  void a_wildcard_with_a_lower_bound_is_refused() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> JsonType.of(Downwards.class));
    assertTrue(e.getMessage().startsWith("Downwards.plain: "), e.getMessage());
    assertTrue(e.getMessage().contains("? super java.lang.Integer"), e.getMessage());
  }

  @Test
  void a_record_whose_argument_has_no_json_is_refused_as_ever() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> JsonType.of(Numbers.class));
    assertTrue(e.getMessage().contains("there is no JSON for java.lang.Number"), e.getMessage());
  }

  @Test
  void an_interface_without_a_record_of_that_kind_is_refused() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> JsonType.of(None.class));
    assertEquals("None.plain: no record is a Plain<Boolean>", e.getMessage());
  }

  record Small(int n) {}

  @Test
  void a_value_that_the_constructor_cannot_take_is_no_fault_of_the_text() {
    RecordComponent n = Small.class.getRecordComponents()[0];
    RecordForm form = new RecordForm(KnownType.of(Small.class), Reach.constructor(Small.class));
    form.complete(
        List.of(new RecordField("n", Forms.of(KnownType.of(String.class)), "", Reach.accessor(n))));

    assertThrows(IllegalStateException.class, () -> form.read(Map.of("n", "x"), Place.root(true)));
  }

  private static List<String> kinds(Class<?> type, String field) {
    JsonNode kinds =
        OtherOpinion.tree(JsonType.of(type).schema()).at("/properties/" + field + "/anyOf");
    return kinds.findValues("type").stream()
        .filter(tag -> tag.has("enum"))
        .map(tag -> tag.at("/enum/0").asText())
        .toList();
  }
}
