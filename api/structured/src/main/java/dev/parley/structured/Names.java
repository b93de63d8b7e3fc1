package dev.parley.structured;

import java.lang.reflect.AnnotatedElement;

/** What annotations say of names and meanings. */
final class Names {
  private Names() {}

  /** {@return the name in JSON} */
  static String of(AnnotatedElement element, String asWritten, String where) {
    Name name = element.getAnnotation(Name.class);
    if (name == null) {
      return asWritten;
    }
    if (name.value().isBlank()) {
      throw new IllegalArgumentException(where + ": the @Name of " + asWritten + " is blank");
    }
    return name.value();
  }

  /** {@return the description; empty if there is none} */
  static String description(AnnotatedElement element) {
    Description description = element.getAnnotation(Description.class);
    return description == null ? "" : description.value().strip();
  }
}
