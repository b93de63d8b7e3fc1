package dev.parley.cli.schema;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.process.UsageException;
import dev.parley.config.NearestName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The short form of a schema: {@code name, age int, tags string[]: what it is about}. The answer is
 * an object that has exactly these fields.
 */
final class ShortSchema {
  private static final Map<String, String> TYPES = new LinkedHashMap<>();
  private static final String LIST = "[]";

  static {
    TYPES.put("string", "string");
    TYPES.put("int", "integer");
    TYPES.put("number", "number");
    TYPES.put("bool", "boolean");
    TYPES.put("str", "string");
    TYPES.put("text", "string");
    TYPES.put("integer", "integer");
    TYPES.put("float", "number");
    TYPES.put("boolean", "boolean");
  }

  private static final List<String> SHOWN = List.of("string", "int", "number", "bool");

  private ShortSchema() {}

  /**
   * {@return the schema as JSON Schema has it}
   *
   * @throws UsageException if the form makes no sense
   */
  static ObjectNode of(String form) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
    ObjectNode fields = schema.putObject("properties");
    ArrayNode required = schema.putArray("required");
    schema.put("additionalProperties", false);
    for (String field : form.split("[,\n]", -1)) {
      add(field.strip(), fields, required);
    }
    return schema;
  }

  private static void add(String field, ObjectNode fields, ArrayNode required) {
    int colon = field.indexOf(':');
    String head = colon < 0 ? field : field.substring(0, colon).strip();
    String[] words = head.split("\\s+", -1);
    String name = words[0];
    if (!isName(name)) {
      throw new UsageException(
          "--schema: \""
              + name
              + "\" is no field's name; the short form looks like \"name, age int, tags string[]\","
              + " and anything else is the path of a file");
    } else if (words.length > 2) {
      throw new UsageException(
          "--schema: after \"" + name + "\" comes a type, and then a comma or a colon");
    } else if (fields.has(name)) {
      throw new UsageException("--schema: there are two fields \"" + name + "\"");
    }
    ObjectNode node = type(name, words.length == 1 ? "string" : words[1]);
    if (colon >= 0) {
      node.put("description", field.substring(colon + 1).strip());
    }
    fields.set(name, node);
    required.add(name);
  }

  private static ObjectNode type(String field, String word) {
    if (word.endsWith(LIST)) {
      ObjectNode list = JsonNodeFactory.instance.objectNode().put("type", "array");
      list.set("items", type(field, word.substring(0, word.length() - LIST.length())));
      return list;
    }
    String type = TYPES.get(word);
    if (type == null) {
      throw new UsageException(
          "--schema: \""
              + field
              + "\" has an unknown type \""
              + word
              + "\"."
              + NearestName.suggestion(word, TYPES.keySet())
              + " There are "
              + String.join(", ", SHOWN)
              + ", and lists of them, as string[]");
    }
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }

  private static boolean isName(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean further = c == '-' || Character.isDigit(c);
      if (c != '_' && !Character.isLetter(c) && (i == 0 || !further)) {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
