package dev.parley.batch;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An object of the input, taken apart field by field; what is left at the end was not understood.
 * Null is as good as no field, as OpenAI has it.
 */
final class Fields {
  private static final int LONGEST_NAME = 64;

  private final String path;
  private final Map<String, Object> left = new LinkedHashMap<>();

  private Fields(String path, Map<?, ?> object) {
    this.path = path;
    object.forEach(
        (name, value) -> {
          if (value != null) {
            left.put(String.valueOf(name), value);
          }
        });
  }

  static Fields of(@Nullable Object value, String path) throws UnreadableRow {
    if (value instanceof Map<?, ?> object) {
      return new Fields(path, object);
    }
    throw new UnreadableRow("must have an object" + (path.isEmpty() ? "" : " as " + path));
  }

  boolean has(String name) {
    return left.containsKey(name);
  }

  /** What is left, by name. */
  Map<String, Object> left() {
    return left;
  }

  Optional<Object> take(String name) {
    return Optional.ofNullable(left.remove(name));
  }

  Optional<String> text(String name) throws UnreadableRow {
    return take(name, String.class, "a text");
  }

  String requiredText(String name) throws UnreadableRow {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      throw new UnreadableRow("has no " + at(name));
    }
    return text.get();
  }

  Optional<Boolean> truth(String name) throws UnreadableRow {
    return take(name, Boolean.class, "true or false");
  }

  Optional<Double> number(String name) throws UnreadableRow {
    return take(name, Number.class, "a number").map(Number::doubleValue);
  }

  Optional<Long> whole(String name) throws UnreadableRow {
    Optional<Number> number = take(name, Number.class, "a whole number");
    try {
      return number.map(n -> new BigDecimal(n.toString()).longValueExact());
    } catch (ArithmeticException e) {
      throw new UnreadableRow(at(name) + " must be a whole number");
    }
  }

  Optional<Integer> small(String name) throws UnreadableRow {
    Optional<Long> number = whole(name);
    if (number.isPresent() && number.get() != number.get().intValue()) {
      throw new UnreadableRow(at(name) + " must be a smaller number");
    }
    return number.map(Long::intValue);
  }

  Optional<List<?>> list(String name) throws UnreadableRow {
    return take(name, List.class, "an array").map(list -> (List<?>) list);
  }

  Optional<Fields> object(String name) throws UnreadableRow {
    Optional<Object> value = take(name);
    return value.isEmpty() ? Optional.empty() : Optional.of(of(value.get(), at(name)));
  }

  /** The objects of an array. */
  List<Fields> objects(String name) throws UnreadableRow {
    List<Fields> objects = new ArrayList<>();
    for (Object each : list(name).orElse(List.of())) {
      objects.add(of(each, at(name) + "[" + objects.size() + "]"));
    }
    return objects;
  }

  /** Refuses what is left: it would be lost. */
  void nothingElse() throws UnreadableRow {
    if (!left.isEmpty()) {
      throw new UnreadableRow(
          "has a field that is not understood: " + at(left.keySet().iterator().next()));
    }
  }

  String at(String name) {
    String shown = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "…" : name;
    return path.isEmpty() ? shown : path + "." + shown;
  }

  private <T> Optional<T> take(String name, Class<T> type, String what) throws UnreadableRow {
    Optional<Object> value = take(name);
    if (value.isPresent() && !type.isInstance(value.get())) {
      throw new UnreadableRow("must have " + what + " as " + at(name));
    }
    return value.map(type::cast);
  }
}
