package dev.parley.structured;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Java type without variables: a class and its arguments, which a raw or plain class has none of.
 * Equal to its like, unlike the JDK's own.
 *
 * @param isBound whether it bounds a wildcard, so that what extends it will do too
 */
record KnownType(Class<?> raw, List<KnownType> arguments, boolean isBound) {

  KnownType(Class<?> raw, List<KnownType> arguments) {
    this(raw, arguments, false);
  }

  static KnownType of(Class<?> type) {
    return new KnownType(type, List.of());
  }

  /** {@return the same where it stands by itself, and not for what extends it} */
  KnownType exactly() {
    return isBound ? new KnownType(raw, arguments) : this;
  }

  /**
   * {@return the type that a declaration inside this type means}
   *
   * @throws IllegalArgumentException if it has a variable of which nothing is known
   */
  KnownType inside(Type declared, String where) {
    if (declared instanceof Class<?> type) {
      return of(type);
    }
    if (declared instanceof ParameterizedType generic) {
      return new KnownType(
          (Class<?>) generic.getRawType(),
          Stream.of(generic.getActualTypeArguments())
              .map(argument -> inside(argument, where))
              .toList());
    }
    if (declared instanceof WildcardType wildcard) {
      if (wildcard.getLowerBounds().length > 0) {
        throw new IllegalArgumentException(
            where + ": " + declared + " may be anything above it; name its type");
      }
      KnownType bound = inside(wildcard.getUpperBounds()[0], where);
      return new KnownType(bound.raw, bound.arguments, true);
    }
    if (declared instanceof GenericArrayType) {
      return of(Object[].class);
    }
    KnownType known = variables().get(declared);
    if (known == null) {
      throw new IllegalArgumentException(
          where + ": nobody says what " + declared + " of " + raw.getName() + " is; name its type");
    }
    return known;
  }

  private Map<Type, KnownType> variables() {
    Map<Type, KnownType> variables = new HashMap<>();
    TypeVariable<?>[] names = raw.getTypeParameters();
    for (int i = 0; i < arguments.size(); i++) {
      variables.put(names[i], arguments.get(i));
    }
    return variables;
  }

  /**
   * {@return the one argument of that place}
   *
   * @throws IllegalArgumentException if it was not given
   */
  KnownType argument(int index, String where) {
    if (arguments.isEmpty()) {
      throw new IllegalArgumentException(where + ": a " + raw.getSimpleName() + " of what?");
    }
    return arguments.get(index);
  }

  /**
   * {@return a class that extends or implements this type, with the arguments that follow from it;
   * empty if it does so with other arguments than these, or may not have those}
   *
   * @throws IllegalArgumentException if some do not follow
   */
  Optional<KnownType> child(Class<?> type, String where) {
    Map<Type, KnownType> known = new HashMap<>();
    for (Type parent : type.getGenericInterfaces()) {
      if (parent instanceof ParameterizedType generic
          && generic.getRawType() == raw
          && !takes(DeclaredType.of(generic), known)) {
        return Optional.empty();
      }
    }
    for (TypeVariable<?> name : type.getTypeParameters()) {
      if (!known.containsKey(name)) {
        throw new IllegalArgumentException(
            where + ": " + this + " does not say what " + name + " of " + type.getName() + " is");
      }
    }
    List<KnownType> found = new ArrayList<>();
    for (TypeVariable<?> name : type.getTypeParameters()) {
      Optional<KnownType> argument = bounded(name, known);
      if (argument.isEmpty()) {
        return Optional.empty();
      }
      found.add(argument.get());
    }
    return Optional.of(new KnownType(type, found));
  }

  /**
   * {@return what a variable is, if its bounds take that} Of a wildcard's bound the narrower of the
   * two is left. The classes are enough: what they let pass, a constructor takes.
   */
  private static Optional<KnownType> bounded(Type variable, Map<Type, KnownType> known) {
    KnownType argument = requireNonNull(known.get(variable));
    for (Type bound : ((TypeVariable<?>) variable).getBounds()) {
      Class<?> least;
      if (bound instanceof TypeVariable) {
        Optional<KnownType> other = bounded(bound, known);
        if (other.isEmpty()) {
          return other;
        }
        least = other.get().raw;
      } else {
        least =
            (Class<?>) (bound instanceof ParameterizedType generic ? generic.getRawType() : bound);
      }
      if (!least.isAssignableFrom(argument.raw)) {
        if (!argument.isBound || !argument.raw.isAssignableFrom(least)) {
          return Optional.empty();
        }
        argument = new KnownType(least, List.of(), true);
      }
    }
    return Optional.of(argument);
  }

  /**
   * {@return whether a declared type may be this one}
   *
   * @param known what its variables are then; more may be found
   */
  private boolean mayBe(DeclaredType declared, Map<Type, KnownType> known) {
    if (declared.type() instanceof TypeVariable) {
      KnownType same = known.putIfAbsent(declared.type(), this);
      return same == null || same.equals(this);
    }
    if (declared.type() instanceof WildcardType wildcard) {
      return mayBe(declared.inside(wildcard.getUpperBounds()[0]), known);
    }
    if (declared.raw() == raw) {
      return takes(declared, known);
    }
    return isBound
        && declared.raw() instanceof Class
        && (raw == Object.class || declared.parents().anyMatch(parent -> mayBe(parent, known)));
  }

  /** {@return whether these may be the arguments; a raw type has none, and takes any} */
  private boolean takes(DeclaredType declared, Map<Type, KnownType> known) {
    List<DeclaredType> given = declared.arguments();
    for (int i = 0; i < Math.min(arguments.size(), given.size()); i++) {
      if (!arguments.get(i).mayBe(given.get(i), known)) {
        return false;
      }
    }
    return true;
  }

  /** {@return its simple name, those of its arguments included} */
  @Override
  public String toString() {
    return raw.getSimpleName()
        + (arguments.isEmpty()
            ? ""
            : arguments.stream()
                .map(KnownType::toString)
                .collect(Collectors.joining(", ", "<", ">")));
  }
}
