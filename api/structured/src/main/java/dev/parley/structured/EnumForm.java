package dev.parley.structured;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A form of enums: one of their words. */
final class EnumForm implements Form {
  private final Map<String, Object> constants = new LinkedHashMap<>();
  private final Map<Object, String> words = new LinkedHashMap<>();
  private final String description;

  /**
   * A form.
   *
   * @throws IllegalArgumentException if two constants have one name, or there are none
   */
  EnumForm(Class<?> type, String where) {
    List<String> meanings = new ArrayList<>();
    for (Object constant : type.getEnumConstants()) {
      Field field = field(type, ((Enum<?>) constant).name());
      String word = Names.of(field, field.getName(), where);
      if (constants.putIfAbsent(word, constant) != null) {
        throw new IllegalArgumentException(
            where + ": two constants of " + type.getName() + " are named " + word);
      }
      words.put(constant, word);
      String meaning = Names.description(field);
      if (!meaning.isEmpty()) {
        meanings.add(word + ": " + meaning);
      }
    }
    if (constants.isEmpty()) {
      throw new IllegalArgumentException(where + ": " + type.getName() + " has no constants");
    }
    description = (Names.description(type) + " " + String.join("; ", meanings)).strip();
  }

  private static Field field(Class<?> type, String constant) {
    try {
      return type.getField(constant);
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(type + " has a constant without a field", e);
    }
  }

  @Override
  public Map<String, @Nullable Object> schema(Definitions definitions) {
    Map<String, @Nullable Object> schema = Keywords.of("type", "string");
    schema.put("enum", List.copyOf(constants.keySet()));
    return Keywords.described(schema, description);
  }

  @Override
  public Object read(@Nullable Object json, Place place) {
    Object constant = json instanceof String word ? constants.get(word) : null;
    if (constant == null) {
      throw place.wrong("must be one of " + String.join(", ", constants.keySet()));
    }
    return constant;
  }

  @Override
  public Object write(@Nullable Object value, Place place) {
    String word = words.get(value);
    if (word == null) {
      throw place.wrong("must be one of " + String.join(", ", constants.keySet()));
    }
    return word;
  }
}
