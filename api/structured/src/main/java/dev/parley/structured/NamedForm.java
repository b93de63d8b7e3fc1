package dev.parley.structured;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A form that may hold itself. Then its schema is a definition, and what holds it refers to it. */
abstract class NamedForm implements Form {
  private final String name;
  private boolean recursive;
  private boolean ends;

  NamedForm(String name) {
    this.name = name;
  }

  /** {@return the name of the type} */
  final String name() {
    return name;
  }

  /** Called while the form is built, before anybody else sees it. */
  final void markRecursive() {
    recursive = true;
  }

  @Override
  public final Map<String, @Nullable Object> schema(Definitions definitions) {
    return recursive ? definitions.reference(this) : body(definitions);
  }

  /** {@return the schema itself, not a reference to it} */
  abstract Map<String, @Nullable Object> body(Definitions definitions);

  @Override
  public final boolean ends(Set<Form> within) {
    // What ends once ends everywhere; that it does not holds only within what is around it.
    if (!ends && !within.contains(this)) {
      Set<Form> inside = new HashSet<>(within);
      inside.add(this);
      ends = bodyEnds(inside);
    }
    return ends;
  }

  abstract boolean bodyEnds(Set<Form> within);
}
