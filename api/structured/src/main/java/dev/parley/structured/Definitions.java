package dev.parley.structured;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the {@code $defs} of a schema hold, in the order in which it is referred to. */
final class Definitions {
  private final Map<String, @Nullable Object> bodies = new LinkedHashMap<>();
  private final Map<NamedForm, String> names = new HashMap<>();

  /** {@return a reference to a form, which is defined if it was not yet} */
  Map<String, @Nullable Object> reference(NamedForm form) {
    String name = names.get(form);
    if (name == null) {
      name = unused(form.name().replaceAll("[^A-Za-z0-9_]+", "_"));
      names.put(form, name);
      bodies.put(name, null); // Its place in the order; its body may refer to others.
      bodies.put(name, form.body(this));
    }
    Map<String, @Nullable Object> reference = new LinkedHashMap<>();
    reference.put("$ref", "#/$defs/" + name);
    return reference;
  }

  private String unused(String wanted) {
    String name = wanted;
    for (int i = 2; bodies.containsKey(name); i++) {
      name = wanted + "_" + i;
    }
    return name;
  }

  Map<String, @Nullable Object> bodies() {
    return bodies;
  }
}
