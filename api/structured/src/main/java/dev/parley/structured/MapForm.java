package dev.parley.structured;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A form of maps: arrays of objects with a key and a value, since strict schemas have no objects
 * whose fields are not known.
 */
final class MapForm implements Form {
  private static final String KEY = "key";
  private static final String VALUE = "value";

  private final ListForm entries;

  MapForm(Form key, Form value) {
    entries = (ListForm) ListForm.list(new EntryForm(key, value));
  }

  @Override
  public Map<String, @Nullable Object> schema(Definitions definitions) {
    return entries.schema(definitions);
  }

  @Override
  public Object read(@Nullable Object json, Place place) {
    Map<Object, Object> map = new LinkedHashMap<>();
    int index = 0;
    for (Object item : (List<?>) entries.read(json, place)) {
      Map.Entry<?, ?> entry = (Map.Entry<?, ?>) item;
      if (map.putIfAbsent(entry.getKey(), entry.getValue()) != null) {
        throw place.element(index).field(KEY).wrong("must not be the key of an earlier element");
      }
      index++;
    }
    return Collections.unmodifiableMap(map);
  }

  @Override
  public Object write(@Nullable Object value, Place place) {
    return entries.write(
        value == null ? null : new ArrayList<>(((Map<?, ?>) value).entrySet()), place);
  }

  @Override
  public boolean endsFilled(Set<Form> within) {
    return entries.endsFilled(within);
  }

  private record EntryForm(Form key, Form value) implements Form {
    @Override
    public Map<String, @Nullable Object> schema(Definitions definitions) {
      Map<String, Object> properties = new LinkedHashMap<>();
      properties.put(KEY, key.schema(definitions));
      properties.put(VALUE, value.schema(definitions));
      return ObjectSchema.of(properties);
    }

    @Override
    public Object read(@Nullable Object json, Place place) {
      Map<?, ?> fields = ObjectSchema.fields(json, place);
      ObjectSchema.refuseUnknown(fields, List.of(KEY, VALUE), place);
      Object keyRead = present(fields, KEY, key, place);
      return Map.entry(keyRead, present(fields, VALUE, value, place));
    }

    private static Object present(Map<?, ?> fields, String name, Form form, Place place) {
      Place here = place.field(name);
      if (!fields.containsKey(name)) {
        throw here.wrong("is missing");
      }
      Object read = form.read(fields.get(name), here);
      if (read == null) {
        throw here.wrong("must not be null");
      }
      return read;
    }

    @Override
    public Object write(@Nullable Object entry, Place place) {
      if (!(entry instanceof Map.Entry<?, ?> written)) {
        throw place.wrong("must be an entry of a map");
      }
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      fields.put(KEY, key.write(written.getKey(), place.field(KEY)));
      fields.put(VALUE, value.write(written.getValue(), place.field(VALUE)));
      return fields;
    }

    @Override
    public boolean ends(Set<Form> within) {
      return value.ends(within);
    }
  }
}
