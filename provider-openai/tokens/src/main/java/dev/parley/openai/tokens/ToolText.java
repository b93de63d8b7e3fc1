package dev.parley.openai.tokens;

import dev.parley.chat.ToolDefinition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Tools as the models see them: functions of a TypeScript namespace. Not thread-safe while it is
 * made.
 */
final class ToolText {
  private static final Set<String> KNOWN_KEYWORDS =
      Set.of("type", "description", "properties", "required", "items", "enum");

  /** Of all parameters together; their description, for one, is not written. */
  private static final Set<String> KNOWN_AT_THE_TOP = Set.of("type", "properties", "required");

  /** Names that need no quotes. */
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*");

  private final StringBuilder text = new StringBuilder();
  private boolean known = true;

  private ToolText() {}

  static ToolText of(List<ToolDefinition> tools) {
    ToolText all = new ToolText();
    all.text.append("namespace functions {\n\n");
    tools.forEach(all::add);
    all.text.append("} // namespace functions");
    return all;
  }

  String text() {
    return text.toString();
  }

  /** {@return whether all that was written is known to be written so} */
  boolean known() {
    return known;
  }

  private void add(ToolDefinition tool) {
    comment(tool.description(), "");
    text.append("type ").append(tool.name()).append(" = (");
    Optional<Object> schema = Json.read(tool.parametersJson());
    if (schema.isPresent() && schema.get() instanceof Map<?, ?> object) {
      check(object, KNOWN_AT_THE_TOP);
      if (object.get("properties") instanceof Map<?, ?> properties && !properties.isEmpty()) {
        text.append("_: {\n");
        addProperties(properties, required(object), 0);
        text.append('}');
      }
    } else {
      known = false;
      text.append(tool.parametersJson());
    }
    text.append(") => any;\n\n");
  }

  private void addProperties(Map<?, ?> properties, List<?> required, int indent) {
    String margin = " ".repeat(indent);
    for (Map.Entry<?, ?> property : properties.entrySet()) {
      if (!(property.getValue() instanceof Map<?, ?> schema)) {
        known = false;
        continue;
      }
      check(schema, KNOWN_KEYWORDS);
      if (schema.get("description") instanceof String description) {
        known &= indent == 0; // Further inside they may be left out.
        comment(description, margin);
      }
      known &= IDENTIFIER.matcher(String.valueOf(property.getKey())).matches();
      text.append(margin).append(property.getKey());
      text.append(required.contains(property.getKey()) ? ": " : "?: ");
      text.append(type(schema, indent)).append(",\n");
    }
  }

  private void comment(String description, String margin) {
    if (!description.isEmpty()) {
      known &= !description.contains("\n");
      text.append(margin).append("// ").append(description).append('\n');
    }
  }

  private String type(Map<?, ?> schema, int indent) {
    if (schema.get("enum") instanceof List<?> values) {
      known &= values.stream().allMatch(ToolText::isPlainWord);
      return values.stream().map(ToolText::literal).collect(Collectors.joining(" | "));
    }
    Object type = schema.get("type");
    if ("array".equals(type)) {
      return elements(schema, indent) + "[]";
    } else if ("object".equals(type)) {
      return object(schema, indent);
    } else if ("integer".equals(type) || "number".equals(type)) {
      return "number";
    } else if ("string".equals(type) || "boolean".equals(type) || "null".equals(type)) {
      return String.valueOf(type);
    }
    known = false;
    return schema.toString(); // Several types, references: at least their words are counted.
  }

  private String elements(Map<?, ?> schema, int indent) {
    if (schema.get("items") instanceof Map<?, ?> items) {
      check(items, KNOWN_KEYWORDS);
      known &= !items.containsKey("enum") && !items.containsKey("description");
      return type(items, indent);
    }
    known &= !schema.containsKey("items");
    return "any";
  }

  private String object(Map<?, ?> schema, int indent) {
    if (!(schema.get("properties") instanceof Map<?, ?> properties) || properties.isEmpty()) {
      known = false;
      return "object";
    }
    int before = text.length();
    text.append("{\n");
    addProperties(properties, required(schema), indent + 2);
    String written = text.append('}').substring(before);
    text.setLength(before);
    return written;
  }

  private static List<?> required(Map<?, ?> schema) {
    return schema.get("required") instanceof List<?> names ? names : List.of();
  }

  /** Whether it is a text that needs no escapes. */
  private static boolean isPlainWord(Object value) {
    return value instanceof String word
        && word.chars().allMatch(c -> c >= ' ' && c != '"' && c != '\\');
  }

  private static String literal(Object value) {
    return value instanceof String ? "\"" + value + "\"" : String.valueOf(value);
  }

  private void check(Map<?, ?> schema, Set<String> keywords) {
    known &= keywords.containsAll(schema.keySet());
  }
}
