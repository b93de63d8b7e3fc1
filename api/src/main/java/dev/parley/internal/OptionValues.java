package dev.parley.internal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Copies option values deeply, and checks that they have a JSON form. */
public final class OptionValues {
  private OptionValues() {}

  /**
   * {@return a copy that nobody can change}
   *
   * @throws IllegalArgumentException if a value has no JSON form
   */
  public static Map<String, Map<String, Object>> copy(Map<String, Map<String, Object>> options) {
    Map<String, Map<String, Object>> copy = new LinkedHashMap<>();
    options.forEach(
        (provider, values) -> {
          Map<String, Object> copied = new LinkedHashMap<>();
          values.forEach((name, value) -> copied.put(name, copyValue(name, value)));
          copy.put(provider, Collections.unmodifiableMap(copied));
        });
    return Collections.unmodifiableMap(copy);
  }

  private static boolean isFinite(Object value) {
    if (value instanceof Double number) {
      return Double.isFinite(number);
    } else if (value instanceof Float number) {
      return Float.isFinite(number);
    }
    return value instanceof Number;
  }

  private static Object copyValue(String name, @Nullable Object value) {
    boolean simple = value instanceof String || value instanceof Boolean;
    if (value != null && (simple || isFinite(value))) {
      return value;
    }
    if (value instanceof List<?> list) {
      return list.stream().map(element -> copyValue(name, element)).toList();
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> copied = new LinkedHashMap<>();
      map.forEach((key, element) -> copied.put(String.valueOf(key), copyValue(name, element)));
      return Collections.unmodifiableMap(copied);
    }
    throw new IllegalArgumentException(
        "Option "
            + name
            + " must be, or hold, text, finite numbers, truth values, lists and maps only, not "
            + (value == null ? "null" : value.getClass().getName()));
  }
}
