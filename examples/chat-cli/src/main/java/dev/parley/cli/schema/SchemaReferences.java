package dev.parley.cli.schema;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.cli.process.UsageException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Checks that a schema refers to nothing outside, which would never be fetched, and that its
 * regular expressions are such: else an answer could not be checked.
 */
final class SchemaReferences {
  /** Under these is data, whatever it looks like. */
  private static final Set<String> DATA = Set.of("const", "enum", "default", "examples");

  /** Under these are schemas by names that somebody chose. */
  private static final Set<String> BY_NAME =
      Set.of(
          "properties",
          "patternProperties",
          "$defs",
          "definitions",
          "dependentSchemas",
          "dependencies");

  private static final Set<String> NAMES = Set.of("$id", "id", "$anchor", "$dynamicAnchor");
  private static final Set<String> REFERENCES = Set.of("$ref", "$dynamicRef", "$recursiveRef");

  private final JsonNode schema;
  private final Set<String> names = new HashSet<>();

  private SchemaReferences(JsonNode schema) {
    this.schema = schema;
  }

  /**
   * Checks a schema.
   *
   * @throws UsageException if it refers to something that is not in it
   */
  static void check(JsonNode schema) {
    SchemaReferences references = new SchemaReferences(schema);
    references.walk(schema, false);
    references.walk(schema, true);
  }

  /** At first takes the names down, then checks what refers to them. */
  private void walk(JsonNode node, boolean checks) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      JsonNode value = field.getValue();
      if (value.isTextual()) {
        take(field.getKey(), value.textValue(), checks);
      } else if (BY_NAME.contains(field.getKey())) {
        byName(field.getKey(), value, checks);
      } else if (!DATA.contains(field.getKey())) {
        walk(value, checks);
      }
    }
    if (node.isArray()) {
      node.forEach(each -> walk(each, checks));
    }
  }

  private void take(String field, String value, boolean checks) {
    if (checks && REFERENCES.contains(field)) {
      check(value);
    } else if (!checks && NAMES.contains(field)) {
      names.add(value);
    } else if (checks && field.equals("pattern")) {
      checkExpression(field, value);
    }
  }

  /** Whatever the names of these are, under each is a schema. */
  private void byName(String field, JsonNode schemas, boolean checks) {
    for (Map.Entry<String, JsonNode> each : schemas.properties()) {
      if (checks && field.equals("patternProperties")) {
        checkExpression(field, each.getKey());
      }
      walk(each.getValue(), checks);
    }
  }

  /** The library would leave out one that it does not understand. */
  private static void checkExpression(String field, String expression) {
    try {
      Pattern.compile(expression);
    } catch (PatternSyntaxException e) {
      throw new UsageException(
          "--schema: a regular expression under \""
              + field
              + "\" is malformed at place "
              + e.getIndex()
              + ": "
              + e.getDescription());
    }
  }

  private void check(String reference) {
    int hash = reference.indexOf('#');
    String document = hash < 0 ? reference : reference.substring(0, hash);
    String place = hash < 0 ? "" : reference.substring(hash + 1);
    if (!document.isEmpty()) {
      boolean inside =
          names.stream().anyMatch(name -> name.equals(document) || name.endsWith("/" + document));
      if (!inside) {
        throw new UsageException(
            "--schema refers to "
                + reference
                + ", which is not in it and is never fetched; put it into $defs");
      }
    } else if (!place.isEmpty() && !isThere(place)) {
      throw new UsageException("--schema refers to " + reference + ", which is not in it");
    }
  }

  private boolean isThere(String place) {
    if (!place.startsWith("/")) {
      return names.contains(place) || names.contains("#" + place);
    }
    try {
      String pointer = URLDecoder.decode(place.replace("+", "%2B"), StandardCharsets.UTF_8);
      return !schema.at(JsonPointer.compile(pointer)).isMissingNode();
    } catch (IllegalArgumentException e) { // A percent sign without its digits.
      throw new UsageException("--schema refers to #" + place + ", which is malformed");
    }
  }
}
