package dev.parley.json;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The unknown fields of an object and of the objects inside it, on their way back to their places.
 * In {@code Extras} a field further inside is named by its JSON Pointer (RFC 6901), all others by
 * their names, unless these begin with a slash.
 */
final class Kept {
  private static final Kept NOTHING = new Kept();

  private final Map<String, String> fields = new LinkedHashMap<>();
  private final Map<String, Kept> inside = new LinkedHashMap<>();

  private Kept() {}

  static Kept of(Map<String, String> unknownFields) {
    if (unknownFields.isEmpty()) {
      return NOTHING;
    }
    Kept root = new Kept();
    unknownFields.forEach(root::add);
    return root;
  }

  /** The key in {@code Extras} of a field of the object at {@code pointer}. */
  static String key(String pointer, String field) {
    return pointer.isEmpty() && !field.startsWith("/") ? field : below(pointer, field);
  }

  /** The pointer to something in what {@code pointer} points to. */
  static String below(String pointer, String name) {
    return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
  }

  private void add(String key, String json) {
    if (!key.startsWith("/")) {
      fields.put(key, json);
      return;
    }
    Kept place = this;
    String[] steps = key.substring(1).split("/", -1);
    for (int i = 0; i < steps.length - 1; i++) {
      place = place.inside.computeIfAbsent(plain(steps[i]), step -> new Kept());
    }
    place.fields.put(plain(steps[steps.length - 1]), json);
  }

  private static String plain(String step) {
    return step.replace("~1", "/").replace("~0", "~");
  }

  /** The unknown field of that name, which is then taken. */
  @Nullable String take(String name) {
    return fields.remove(name);
  }

  /** What is kept for a field or an element of this one. */
  Kept in(String name) {
    return inside.getOrDefault(name, NOTHING);
  }

  boolean isEmpty() {
    return fields.isEmpty() && inside.isEmpty();
  }

  /** The unknown fields that were not taken. */
  Map<String, String> left() {
    return fields;
  }
}
