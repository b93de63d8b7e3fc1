package dev.parley.structured;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A Java type in JSON: its schema, and how its values are read and written. */
interface Form {
  /** {@return the schema, which the caller may add to} */
  Map<String, @Nullable Object> schema(Definitions definitions);

  /**
   * {@return the Java value}
   *
   * @param json a tree of {@link JsonText}
   * @throws Misfit if there is none
   */
  @Nullable Object read(@Nullable Object json, Place place);

  /**
   * {@return the tree that {@link #read} takes}
   *
   * @throws Misfit if there is none
   */
  @Nullable Object write(@Nullable Object value, Place place);

  /** {@return whether a field of it that is missing is one that is null} */
  default boolean mayBeMissing() {
    return false;
  }

  /**
   * {@return whether any value ends}
   *
   * @param within the forms around it, which a value that ends does not need once more
   */
  default boolean ends(Set<Form> within) {
    return true;
  }

  /** {@return whether any value ends that has at least one element} */
  default boolean endsFilled(Set<Form> within) {
    return ends(within);
  }
}
