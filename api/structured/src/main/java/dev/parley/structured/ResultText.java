package dev.parley.structured;

import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a tool gives, in words for a model. Nothing reads it back, so that it is as plain as can be:
 * a map is an object, and nothing tells the records of a sealed interface apart.
 */
final class ResultText {
  private ResultText() {}

  static String of(@Nullable Object result) {
    if (result instanceof String words) {
      return words;
    }
    try {
      return JsonText.write(tree(result, Place.root(true)));
    } catch (Misfit e) {
      throw new IllegalArgumentException("the tool's result has no JSON, " + e.placed());
    }
  }

  private static @Nullable Object tree(@Nullable Object value, Place place) {
    if (value == null) {
      return null;
    }
    Form scalar = Scalars.of(value.getClass());
    if (scalar != null) {
      return scalar.write(value, place);
    }
    if (value instanceof Enum<?> constant) {
      return new EnumForm(constant.getDeclaringClass(), "result").write(constant, place);
    }
    if (value instanceof Optional<?> optional) {
      return tree(optional.orElse(null), place);
    }
    if (value instanceof OptionalInt number) {
      return number.isPresent() ? number.getAsInt() : null;
    }
    if (value instanceof OptionalLong number) {
      return number.isPresent() ? number.getAsLong() : null;
    }
    if (value instanceof OptionalDouble number) {
      return tree(number.isPresent() ? number.getAsDouble() : null, place);
    }
    if (value instanceof Record record) {
      return fields(record, place);
    }
    if (value instanceof Map<?, ?> map) {
      return entries(map, place);
    }
    return elements(value, place);
  }

  private static Map<String, @Nullable Object> entries(Map<?, ?> map, Place place) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    map.forEach(
        (key, content) -> {
          String name = JsonText.whole(String.valueOf(tree(key, place)), place);
          if (fields.containsKey(name)) {
            throw place.wrong("two keys of the map are written the same");
          }
          fields.put(name, tree(content, place.field(name)));
        });
    return fields;
  }

  private static Map<String, @Nullable Object> fields(Record record, Place place) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      String name = Names.of(component, component.getName(), record.getClass().getName());
      try {
        fields.put(name, tree(Reach.accessor(component).invoke(record), place.field(name)));
      } catch (ReflectiveOperationException e) {
        throw new IllegalArgumentException(
            "the tool's result has no JSON: " + component + " failed", e.getCause());
      }
    }
    return fields;
  }

  private static List<@Nullable Object> elements(Object value, Place place) {
    List<@Nullable Object> elements = new ArrayList<>();
    if (value instanceof Collection<?> items) {
      items.forEach(item -> elements.add(tree(item, place.element(elements.size()))));
    } else if (value.getClass().isArray()) {
      for (int i = 0; i < Array.getLength(value); i++) {
        elements.add(tree(Array.get(value, i), place.element(i)));
      }
    } else {
      throw place.wrong(
          "there is a " + value.getClass().getName() + ": return a text, a record or a list");
    }
    return elements;
  }
}
