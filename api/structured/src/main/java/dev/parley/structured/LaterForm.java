package dev.parley.structured;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Stands for a form inside itself. */
record LaterForm(NamedForm form) implements Form {
  @Override
  public Map<String, @Nullable Object> schema(Definitions definitions) {
    return definitions.reference(form);
  }

  @Override
  public @Nullable Object read(@Nullable Object json, Place place) {
    return form.read(json, place);
  }

  @Override
  public @Nullable Object write(@Nullable Object value, Place place) {
    return form.write(value, place);
  }

  @Override
  public boolean ends(Set<Form> within) {
    return form.ends(within);
  }
}
