package dev.parley.structured;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Bounds a component of a record: a number by its value, a {@code String} by its characters
 * (Unicode code points), a list, set or map by its elements. What an {@code Optional} holds is
 * bounded if it is there. An answer out of bounds does not fit.
 *
 * <p>Each bound is to be a value of the number's type; of what is counted, a whole number. What
 * nothing can be within is refused when the type is made.
 *
 * <p>Bounds of numbers and elements go into the schema. Those of characters are told in the
 * description, since OpenAI's strict schemas have no keyword for them.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Bounds {
  /** {@return the least that there may be; default: no bound} Beyond 2^53 it is refused. */
  double min() default Double.NEGATIVE_INFINITY;

  /** {@return the most that there may be; default: no bound} Beyond 2^53 it is refused. */
  double max() default Double.POSITIVE_INFINITY;
}
