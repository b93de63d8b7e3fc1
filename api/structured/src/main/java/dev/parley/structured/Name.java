package dev.parley.structured;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names something in JSON: the field of a component, the word for an enum's constant, or the word
 * that tells a record of a sealed interface from the others. Default: as it is written in Java; for
 * a type, its name without package and outer types.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE, ElementType.FIELD})
public @interface Name {
  /** {@return the name; not blank} */
  String value();
}
