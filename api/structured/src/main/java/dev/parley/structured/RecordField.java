package dev.parley.structured;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A component of a record.
 *
 * @param name the field's name in JSON
 * @param description to the model; may be empty
 */
record RecordField(String name, Form form, String description, Method accessor) {

  Map<String, @Nullable Object> schema(Definitions definitions) {
    return Keywords.described(form.schema(definitions), description);
  }

  @Nullable Object read(Map<?, ?> fields, Place object) {
    Place place = object.field(name);
    if (!fields.containsKey(name) && !form.mayBeMissing()) {
      throw place.wrong("is missing");
    }
    return form.read(fields.get(name), place);
  }

  @Nullable Object write(Object record, Place object) {
    Object value;
    try {
      value = accessor.invoke(record);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(
          accessor + " failed, so the record cannot be written", e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(accessor + " was accessible when its schema was made", e);
    }
    return form.write(value, object.field(name));
  }
}
