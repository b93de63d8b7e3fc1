package dev.parley.structured;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A type as it is written, and what the variables in it are written to be, as far as anything is.
 *
 * @param variables by the variables; those that are not here may be anything
 */
record DeclaredType(Type type, Map<Type, DeclaredType> variables) {
  static DeclaredType of(Type type) {
    return new DeclaredType(type, Map.of());
  }

  /** {@return the type that a part of this one is} */
  DeclaredType inside(Type part) {
    DeclaredType known = variables.get(part);
    return known == null ? new DeclaredType(part, variables) : known;
  }

  /** {@return the class, or the type itself if it is neither a class nor has arguments} */
  Type raw() {
    return type instanceof ParameterizedType generic ? generic.getRawType() : type;
  }

  /** {@return its arguments; a raw or plain class has none} */
  List<DeclaredType> arguments() {
    return type instanceof ParameterizedType generic
        ? Stream.of(generic.getActualTypeArguments()).map(this::inside).toList()
        : List.of();
  }

  /** {@return what a class extends and implements, with the arguments that follow from its own} */
  Stream<DeclaredType> parents() {
    if (!(raw() instanceof Class<?> plain)) {
      return Stream.of();
    }
    Map<Type, DeclaredType> own = new HashMap<>();
    TypeVariable<?>[] names = plain.getTypeParameters();
    List<DeclaredType> arguments = arguments();
    for (int i = 0; i < arguments.size(); i++) {
      own.put(names[i], arguments.get(i));
    }
    return Stream.concat(
            Stream.ofNullable(plain.getGenericSuperclass()),
            Stream.of(plain.getGenericInterfaces()))
        .map(parent -> new DeclaredType(parent, own));
  }
}
