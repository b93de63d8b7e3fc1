package dev.parley.structured;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.stream.Stream;

/** Gets at the members of records, where their module allows it. */
final class Reach {
  private Reach() {}

  static Constructor<?> constructor(Class<?> type) {
    Class<?>[] parameters =
        Stream.of(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      return open(type.getDeclaredConstructor(parameters), type);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(type + " is a record without a canonical constructor", e);
    }
  }

  static Method accessor(RecordComponent component) {
    return open(component.getAccessor(), component.getDeclaringRecord());
  }

  private static <M extends AccessibleObject> M open(M member, Class<?> type) {
    if (!member.trySetAccessible()) {
      throw new IllegalArgumentException(
          type.getName()
              + " cannot be reached: let "
              + type.getModule()
              + " say `opens "
              + type.getPackageName()
              + " to dev.parley.structured`, or make the record public and export its package");
    }
    return member;
  }
}
