package dev.parley.openai;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** What can be reached from an object by its fields, as far as modules let one look. */
final class Reachable {
  private static final int ENOUGH = 20_000;

  private Reachable() {}

  /** What all those objects but texts and bytes say of themselves. */
  static List<String> texts(Object root) {
    List<String> texts = new ArrayList<>();
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Object> left = new ArrayDeque<>(List.of(root));
    while (!left.isEmpty() && seen.size() < ENOUGH) {
      Object next = left.poll();
      if (!seen.add(next)) {
        continue;
      }
      if (next.getClass().getName().matches("(dev\\.parley|okhttp3|java\\.util|java\\.net).*")) {
        texts.add(next.toString());
      }
      add(next, left);
    }
    return texts;
  }

  private static void add(Object from, Deque<Object> left) {
    if (from instanceof Object[] array) {
      for (int i = 0; i < array.length; i++) {
        addIfObject(Array.get(array, i), left);
      }
      return;
    }
    for (Class<?> type = from.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
          try {
            field.setAccessible(true);
            addIfObject(field.get(from), left);
          } catch (InaccessibleObjectException | IllegalAccessException e) {
            // A module keeps it to itself.
          }
        }
      }
    }
  }

  private static void addIfObject(Object value, Deque<Object> left) {
    if (value != null
        && !(value instanceof String)
        && !(value instanceof Thread)
        && !(value instanceof Class)
        && !(value instanceof ClassLoader)) {
      left.add(value);
    }
  }
}
