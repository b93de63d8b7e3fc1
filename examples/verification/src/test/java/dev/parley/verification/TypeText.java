package dev.parley.verification;

import static java.util.stream.Collectors.joining;

import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.TypeVariable;
import java.util.stream.Stream;

/** Types as text, with their nullness; the same on every JDK. */
final class TypeText {
  private static final String LANG = "java.lang.";

  private TypeText() {}

  static String of(AnnotatedType type) {
    return nullness(type) + bare(type);
  }

  /** {@return a name without what can be taken for granted} */
  static String name(Class<?> type) {
    String name = type.getCanonicalName();
    return name.startsWith(LANG) && type.getPackageName().equals("java.lang")
        ? name.substring(LANG.length())
        : name;
  }

  /** {@return type parameters with their bounds, in angle brackets, or nothing} */
  static String parameters(TypeVariable<?>[] parameters) {
    return parameters.length == 0
        ? ""
        : Stream.of(parameters).map(TypeText::parameter).collect(joining(", ", "<", ">"));
  }

  private static String parameter(TypeVariable<?> parameter) {
    String bounds = bounds(parameter.getAnnotatedBounds());
    return parameter.getName() + (bounds.isEmpty() ? "" : " extends " + bounds);
  }

  private static String bare(AnnotatedType type) {
    if (type instanceof AnnotatedArrayType array) {
      return of(array.getAnnotatedGenericComponentType()) + "[]";
    }
    if (type instanceof AnnotatedWildcardType wildcard) {
      AnnotatedType[] lower = wildcard.getAnnotatedLowerBounds();
      if (lower.length > 0) {
        return "? super " + bounds(lower);
      }
      String upper = bounds(wildcard.getAnnotatedUpperBounds());
      return upper.isEmpty() ? "?" : "? extends " + upper;
    }
    if (type instanceof AnnotatedParameterizedType parameterized) {
      ParameterizedType plain = (ParameterizedType) parameterized.getType();
      return name((Class<?>) plain.getRawType())
          + Stream.of(parameterized.getAnnotatedActualTypeArguments())
              .map(TypeText::of)
              .collect(joining(", ", "<", ">"));
    }
    return type.getType() instanceof Class<?> plain ? name(plain) : type.getType().getTypeName();
  }

  /** An Object that may not be null goes without saying. */
  private static String bounds(AnnotatedType[] bounds) {
    return Stream.of(bounds)
        .map(TypeText::of)
        .filter(bound -> !bound.equals("Object"))
        .collect(joining(" & "));
  }

  private static String nullness(AnnotatedType type) {
    return Stream.of(type.getAnnotations())
        .map(annotation -> annotation.annotationType())
        .filter(annotation -> annotation.getPackageName().equals("org.jspecify.annotations"))
        .map(annotation -> "@" + annotation.getSimpleName() + " ")
        .sorted()
        .collect(joining());
  }
}
