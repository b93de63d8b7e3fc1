package dev.parley.structured;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes JSON that fits a schema, by looking at the schema and at nothing else. */
final class RandomJson {
  private static final int DEEPEST = 12;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final List<String> TEXTS = List.of("x", "plain", "Zürich", "😀");
  private static final Map<String, List<String>> FORMATS =
      Map.of(
          "date", List.of("2026-11-22", "0000-02-29", "9999-12-31"),
          "time", List.of("00:00:00Z", "23:59:59.123+01:00"),
          "date-time", List.of("2026-11-22T10:15:30Z", "1969-12-31T23:59:59.125Z"),
          "uuid", List.of("123e4567-e89b-12d3-a456-426614174000"));
  private static final List<String> SPELLED =
      List.of("10:15:30", "10:15:30.25", "2026-11-22T10:15:30", "PT1H30M", "PT0S", "PT-1.5S");

  private final JsonNode schema;
  private final Random random;

  RandomJson(String schema, long seed) {
    this.schema = OtherOpinion.tree(schema);
    this.random = new Random(seed);
  }

  Random random() {
    return random;
  }

  JsonNode value() {
    return value(schema, 0);
  }

  private JsonNode value(JsonNode s, int depth) {
    if (s.has("$ref")) {
      return value(schema.at(s.get("$ref").textValue().substring(1)), depth);
    }
    if (s.has("anyOf")) {
      JsonNode kinds = s.get("anyOf");
      // Where it is deep, a kind that goes no deeper.
      return value(depth > DEEPEST ? shortest(kinds) : of(kinds), depth + 1);
    }
    if (s.has("enum")) {
      return of(s.get("enum"));
    }
    JsonNode type = s.get("type").isArray() ? of(s.get("type")) : s.get("type");
    return switch (type.textValue()) {
      case "null" -> NODES.nullNode();
      case "boolean" -> NODES.booleanNode(random.nextBoolean());
      case "integer" -> NODES.numberNode((int) number(s));
      case "number" -> NODES.numberNode(number(s) + 0.5);
      case "string" -> NODES.textNode(text(s));
      case "array" -> array(s, depth);
      case "object" -> object(s, depth);
      default -> throw new AssertionError(s.toString());
    };
  }

  private JsonNode of(JsonNode array) {
    return array.get(random.nextInt(array.size()));
  }

  /** {@return a kind that holds no other, so that there is an end} */
  private static JsonNode shortest(JsonNode kinds) {
    for (JsonNode kind : kinds) {
      if (kinds.size() == 1 || !kind.toString().contains("\"$ref\"")) {
        return kind;
      }
    }
    throw new AssertionError("Each kind holds others: " + kinds);
  }

  private double number(JsonNode s) {
    double min = s.path("minimum").asDouble(s.path("maximum").asDouble(100) - 100);
    double max = s.path("maximum").asDouble(min + 100);
    return Math.ceil(min) + random.nextInt((int) Math.min(max - Math.ceil(min), 100));
  }

  private String text(JsonNode s) {
    List<String> texts = TEXTS;
    if (s.has("format")) {
      texts = FORMATS.get(s.get("format").textValue());
    } else if (s.has("pattern")) {
      String pattern = s.get("pattern").textValue();
      texts = SPELLED.stream().filter(text -> text.matches(pattern)).toList();
    }
    return texts.get(random.nextInt(texts.size()));
  }

  private JsonNode array(JsonNode s, int depth) {
    ArrayNode array = NODES.arrayNode();
    int min = s.path("minItems").asInt(0);
    int max = s.path("maxItems").asInt(min + 2);
    int size = depth > DEEPEST ? min : min + random.nextInt(max - min + 1);
    for (int i = 0; i < size; i++) {
      JsonNode element = value(s.get("items"), depth + 1);
      // A set has an element once, a map a key.
      boolean twice = false;
      for (JsonNode other : array) {
        twice |= other.equals(element) || (element.has("key") && same(other, element, "key"));
      }
      if (!twice) {
        array.add(element);
      }
    }
    return array;
  }

  private static boolean same(JsonNode one, JsonNode other, String field) {
    return one.path(field).equals(other.path(field));
  }

  private JsonNode object(JsonNode s, int depth) {
    ObjectNode object = NODES.objectNode();
    s.get("properties")
        .properties()
        .forEach(field -> object.set(field.getKey(), value(field.getValue(), depth + 1)));
    return object;
  }
}
