package dev.parley.structured;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Schemas and what is added to them, within what OpenAI's strict mode takes ("Structured model
 * outputs" in its documentation): no {@code allOf}, no lengths of texts, nothing beside a {@code
 * $ref}.
 */
final class Keywords {
  private Keywords() {}

  static Map<String, @Nullable Object> of(String name, Object value) {
    Map<String, @Nullable Object> schema = new LinkedHashMap<>();
    schema.put(name, value);
    return schema;
  }

  /** {@return the schema with a description, in front of the one that it may have} */
  static Map<String, @Nullable Object> described(
      Map<String, @Nullable Object> schema, String description) {
    if (description.isEmpty()) {
      return schema;
    }
    if (schema.containsKey("$ref")) {
      Map<String, @Nullable Object> around = of("description", description);
      around.put("anyOf", List.of(schema));
      return around;
    }
    Object more = schema.get("description");
    schema.put("description", more == null ? description : sentence(description) + " " + more);
    return schema;
  }

  private static String sentence(String text) {
    return text.matches("(?s).*[.!?:;]") ? text : text + ".";
  }

  /** {@return the schema of the same or null} */
  static Map<String, @Nullable Object> orNull(Map<String, @Nullable Object> schema) {
    if (schema.get("type") instanceof String type) {
      schema.put("type", List.of(type, "null"));
      if (schema.get("enum") instanceof List<?> words) {
        schema.put("enum", with(words, null));
      }
      return schema;
    }
    if (schema.get("anyOf") instanceof List<?> kinds) {
      schema.put("anyOf", with(kinds, of("type", "null")));
      return schema;
    }
    return of("anyOf", List.of(schema, of("type", "null")));
  }

  private static List<@Nullable Object> with(List<?> elements, @Nullable Object last) {
    List<@Nullable Object> longer = new ArrayList<>(elements);
    longer.add(last);
    return longer;
  }

  /** {@return what a tree of {@link JsonText} is, for messages} */
  static String kind(@Nullable Object json) {
    if (json == null) {
      return "null";
    }
    if (json instanceof String) {
      return "a text";
    }
    if (json instanceof Flaw flaw) {
      return flaw.what();
    }
    if (json instanceof Boolean) {
      return "true or false";
    }
    if (json instanceof Map) {
      return "an object";
    }
    return json instanceof List ? "an array" : "a number";
  }
}
