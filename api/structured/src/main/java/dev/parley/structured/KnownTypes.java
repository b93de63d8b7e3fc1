package dev.parley.structured;

import java.lang.ref.SoftReference;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The types that have been made, kept by their classes: they go when these go. What hangs on a
 * class is of the JDK and holds a type softly, so that a class that outlives this library, as in a
 * container, does not keep its loader for ever.
 */
final class KnownTypes {
  private static final ClassValue<AtomicReference<@Nullable SoftReference<JsonType<?>>>> TYPES =
      new ClassValue<>() {
        @Override
        protected AtomicReference<@Nullable SoftReference<JsonType<?>>> computeValue(
            Class<?> type) {
          return new AtomicReference<>();
        }
      };

  private KnownTypes() {}

  @SuppressWarnings("unchecked") // It is put in by its own class.
  static <T> JsonType<T> of(Class<T> type) {
    AtomicReference<@Nullable SoftReference<JsonType<?>>> known = TYPES.get(type);
    SoftReference<JsonType<?>> reference = known.get();
    JsonType<?> made = reference == null ? null : reference.get();
    if (made == null) {
      // Two threads may make it at once: both get the same.
      made = JsonType.<T>make(KnownType.of(type));
      known.set(new SoftReference<>(made));
    }
    return (JsonType<T>) made;
  }
}
