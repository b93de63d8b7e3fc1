package dev.parley.structured;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What all objects have: every field is required, and there are no others. */
final class ObjectSchema {
  private ObjectSchema() {}

  static Map<String, @Nullable Object> of(Map<String, Object> properties) {
    Map<String, @Nullable Object> schema = Keywords.of("type", "object");
    schema.put("properties", properties);
    schema.put("required", List.copyOf(properties.keySet()));
    schema.put("additionalProperties", false);
    return schema;
  }

  static Map<?, ?> fields(@Nullable Object json, Place place) {
    if (json instanceof Flaw flaw) {
      throw flaw.at(place);
    }
    if (!(json instanceof Map<?, ?> fields)) {
      throw place.wrong("must be an object, not " + Keywords.kind(json));
    }
    return fields;
  }

  /** Refuses, in a strict place, a field that nobody knows. Its name is the model's: not told. */
  static void refuseUnknown(Map<?, ?> fields, Collection<String> known, Place place) {
    if (place.isStrict() && !known.containsAll(fields.keySet())) {
      throw place.wrong(
          "must not have other fields than "
              + (known.isEmpty() ? "none" : String.join(", ", known)));
    }
  }
}
