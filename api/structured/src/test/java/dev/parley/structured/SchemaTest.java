package dev.parley.structured;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.ResponseFormat;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What models are told of types. */
class SchemaTest {
  /** What OpenAI's strict mode takes. */
  private static final Set<String> KEYWORDS =
      Set.of(
          "type",
          "description",
          "properties",
          "required",
          "additionalProperties",
          "items",
          "enum",
          "anyOf",
          "$ref",
          "$defs",
          "format",
          "pattern",
          "minimum",
          "maximum",
          "minItems",
          "maxItems");

  private static final Set<String> FORMATS = Set.of("date", "time", "date-time", "uuid");

  @Description("Somebody")
  record Person(
      @Description("As in the passport") @Bounds(min = 1, max = 40) String name,
      @Bounds(min = 0, max = 150) int age,
      @Name("e-mail") Optional<String> email,
      List<Mood> moods,
      Map<String, Double> scores) {}

  @Description("How somebody is.")
  enum Mood {
    @Description("all is well")
    GOOD,
    @Name("so-so")
    MEDIUM
  }

  @Test
  void a_record_is_an_object_whose_fields_are_required() {
    assertEquals(
        """
        {"type":"object","properties":{\
        "name":{"type":"string","description":"As in the passport. 1 to 40 characters."},\
        "age":{"type":"integer","minimum":0,"maximum":150},\
        "e-mail":{"type":["string","null"]},\
        "moods":{"type":"array","items":{"type":"string","enum":["GOOD","so-so"],\
        "description":"How somebody is. GOOD: all is well"}},\
        "scores":{"type":"array","items":{"type":"object","properties":{\
        "key":{"type":"string"},"value":{"type":"number"}},\
        "required":["key","value"],"additionalProperties":false}}},\
        "required":["name","age","e-mail","moods","scores"],"additionalProperties":false,\
        "description":"Somebody"}""",
        JsonType.of(Person.class).schema());
  }

  record Few(@Bounds(min = -1, max = 2) List<String> texts) {}

  @Test
  void less_than_nothing_is_no_bound() {
    assertEquals(
        "{\"type\":\"array\",\"items\":{\"type\":\"string\"},\"maxItems\":2}",
        schema(Few.class).at("/properties/texts").toString());
  }

  @Test
  void a_sealed_interface_is_any_of_its_records_told_by_their_tags() {
    JsonNode shape = schema(Family.Drawing.class).at("/$defs/Shape");

    assertEquals(
        List.of("Circle", "box", "Group", "Straight", "Curve"),
        shape.get("anyOf").findValues("type").stream()
            .filter(type -> type.has("enum"))
            .map(type -> type.at("/enum/0").asText())
            .toList());
    assertEquals("[\"type\",\"radius\"]", shape.at("/anyOf/0/required").toString());
    assertEquals("Something to draw", shape.get("description").asText());
  }

  @Test
  void a_type_that_holds_itself_is_referred_to_and_the_root_is_an_object_still() {
    assertEquals(
        "{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/Tree\"}}",
        schema(Family.Tree.class).at("/properties/children").toString());
    assertEquals(
        "{\"anyOf\":[{\"$ref\":\"#/$defs/Tree\"},{\"type\":\"null\"}]}",
        schema(Family.Tree.class).at("/properties/twin").toString());
    assertEquals(
        schema(Family.Tree.class).at("/properties"),
        schema(Family.Tree.class).at("/$defs/Tree/properties"));
  }

  @Test
  void what_is_told_of_a_reference_stands_around_it() {
    assertEquals(
        "{\"description\":\"What is in it\",\"anyOf\":[{\"$ref\":\"#/$defs/Shape\"}]}",
        schema(Family.Drawing.class).at("/properties/shape").toString());
  }

  @Test
  void what_is_no_object_stands_in_one() {
    assertEquals(
        "{\"type\":\"object\",\"properties\":{\"value\":{\"type\":\"array\",\"items\":"
            + "{\"type\":\"string\"}}},\"required\":[\"value\"],\"additionalProperties\":false}",
        JsonType.listOf(String.class).schema());
    assertEquals(
        List.of("a", "b"), JsonType.listOf(String.class).read("{\"value\":[\"a\",\"b\"]}"));
    assertEquals("{\"value\":7}", JsonType.of(Integer.class).write(7));
  }

  @Test
  void a_format_is_strict_and_named_after_the_type() {
    ResponseFormat.JsonSchema list =
        (ResponseFormat.JsonSchema) JsonType.listOf(Person.class).format();

    assertEquals("List_Person_", list.name());
    assertTrue(list.strict());
    assertEquals(JsonType.listOf(Person.class).schema(), list.schemaJson());
  }

  @Test
  void a_class_has_one_type_and_each_making_gives_the_same_text() {
    assertSame(JsonType.of(Person.class), JsonType.of(Person.class));
    for (Class<?> type : Family.ALL) {
      assertEquals(
          JsonType.of(type).schema(), JsonType.make(KnownType.of(type)).schema(), type.getName());
    }
  }

  static List<Class<?>> all() {
    return Family.ALL;
  }

  @ParameterizedTest
  @MethodSource("all")
  void a_schema_has_nothing_that_strict_mode_refuses(Class<?> type) {
    assertStrict(schema(type));
  }

  static void assertStrict(JsonNode schema) {
    assertEquals("object", schema.get("type").asText());
    assertFalse(schema.has("anyOf"));
    check(schema);
  }

  private static void check(JsonNode schema) {
    Set<String> names = new HashSet<>();
    schema.fieldNames().forEachRemaining(names::add);
    assertTrue(KEYWORDS.containsAll(names), schema::toString);
    assertTrue(!schema.has("$ref") || names.size() == 1, schema::toString);
    assertTrue(!schema.has("format") || FORMATS.contains(schema.get("format").asText()));
    assertTrue(schema.has("type") || schema.has("anyOf") || schema.has("$ref"), schema::toString);
    if (schema.has("properties")) {
      Set<String> required = new HashSet<>();
      schema.get("required").forEach(name -> required.add(name.asText()));
      Set<String> properties = new HashSet<>();
      schema.get("properties").fieldNames().forEachRemaining(properties::add);
      assertEquals(properties, required);
      assertFalse(schema.get("additionalProperties").asBoolean(true));
      schema.get("properties").forEach(SchemaTest::check);
    }
    schema.path("anyOf").forEach(SchemaTest::check);
    schema.path("$defs").forEach(SchemaTest::check);
    if (schema.has("items")) {
      check(schema.get("items"));
    }
  }

  private static JsonNode schema(Class<?> type) {
    return OtherOpinion.tree(JsonType.of(type).schema());
  }
}
