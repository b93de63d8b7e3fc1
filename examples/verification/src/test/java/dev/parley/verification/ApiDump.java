package dev.parley.verification;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The public and protected types and members of the exported packages, a line each, sorted. What a
 * record declares by its header and what all objects have is left out. The words of the language
 * are written here, not by the JDK, whose versions write them differently.
 */
final class ApiDump {
  private static final Set<String> OF_ALL_OBJECTS = Set.of("equals", "hashCode", "toString");

  private ApiDump() {}

  static List<String> of(ParleyModule module) {
    Set<String> exported = module.exportedPackages();
    List<String> lines = new ArrayList<>();
    lines.add("module " + module.descriptor().name());
    Contents.list(module.location()).stream()
        .filter(name -> name.endsWith(".class") && name.contains("/"))
        .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
        .filter(name -> exported.contains(name.substring(0, name.lastIndexOf('.'))))
        .filter(name -> !name.endsWith(".package-info"))
        .sorted()
        .forEach(name -> add(load(name), lines));
    return lines;
  }

  private static void add(Class<?> type, List<String> lines) {
    if (!isVisible(type)) {
      return;
    }
    lines.add("");
    lines.add(declaration(type));
    SortedMap<String, String> members = new TreeMap<>();
    // Users see the members of a supertype that they do not see.
    for (Class<?> c = type; c != null && (c == type || !isVisible(c)); c = c.getSuperclass()) {
      Class<?> declaring = c;
      Stream.of(c.getDeclaredFields())
          .filter(ApiDump::isVisible)
          .forEach(field -> add(field.getName(), line(field), members));
      Stream.of(c.getDeclaredMethods())
          .filter(method -> isVisible(method) && !isImplied(declaring, method))
          .forEach(method -> add(method.getName(), line(method), members));
    }
    Stream.of(type.getDeclaredConstructors())
        .filter(constructor -> isVisible(constructor) && !isCanonical(type, constructor))
        .forEach(constructor -> add("", line(constructor), members));
    members.values().forEach(member -> lines.add("  " + member));
  }

  /** Sorted by name, then by the whole. */
  private static void add(String name, String line, SortedMap<String, String> members) {
    members.put(name + " " + line, line);
  }

  private static String declaration(Class<?> type) {
    StringBuilder line = new StringBuilder(marks(type));
    line.append(words(type)).append(TypeText.name(type));
    line.append(TypeText.parameters(type.getTypeParameters()));
    if (type.isRecord()) {
      line.append(
          Stream.of(type.getRecordComponents())
              .map(ApiDump::component)
              .collect(joining(", ", "(", ")")));
    }
    AnnotatedType superclass = type.getAnnotatedSuperclass();
    if (superclass != null && !type.isRecord() && !type.isEnum() && !isObject(superclass)) {
      line.append(" extends ").append(TypeText.of(superclass));
    }
    line.append(
        list(
            type.isInterface() ? " extends " : " implements ",
            Stream.of(type.getAnnotatedInterfaces()).map(TypeText::of)));
    if (type.isSealed() && !type.isEnum()) {
      line.append(
          list(" permits ", Stream.of(type.getPermittedSubclasses()).map(TypeText::name).sorted()));
    }
    return line.toString();
  }

  private static String words(Class<?> type) {
    int modifiers = type.getModifiers();
    String words = Modifier.isProtected(modifiers) ? "protected " : "public ";
    if (type.isMemberClass() && !Modifier.isStatic(modifiers)) {
      words += "inner ";
    }
    if (type.isAnnotation()) {
      return words + "@interface ";
    }
    if (type.isEnum()) {
      return words + "enum ";
    }
    if (type.isSealed()) {
      words += "sealed ";
    }
    if (type.isInterface()) {
      return words + "interface ";
    }
    if (type.isRecord()) {
      return words + "record ";
    }
    return words
        + (Modifier.isAbstract(modifiers) ? "abstract " : "")
        + (Modifier.isFinal(modifiers) ? "final " : "")
        + "class ";
  }

  private static String line(Field field) {
    return field.isEnumConstant()
        ? marks(field) + "constant " + field.getName()
        : marks(field)
            + Modifier.toString(field.getModifiers())
            + " "
            + TypeText.of(field.getAnnotatedType())
            + " "
            + field.getName();
  }

  private static String line(Executable code) {
    StringBuilder line = new StringBuilder(marks(code));
    // Not native, synchronized or strictfp: they are nobody's business.
    int modifiers =
        code.getModifiers()
            & (Modifier.PUBLIC
                | Modifier.PROTECTED
                | Modifier.STATIC
                | Modifier.ABSTRACT
                | Modifier.FINAL);
    line.append(Modifier.toString(modifiers)).append(' ');
    if (code instanceof Method method && method.isDefault()) {
      line.append("default ");
    }
    String parameters = TypeText.parameters(code.getTypeParameters());
    line.append(parameters).append(parameters.isEmpty() ? "" : " ");
    if (code instanceof Method method) {
      line.append(TypeText.of(method.getAnnotatedReturnType())).append(' ');
    }
    line.append(code instanceof Constructor ? "new" : code.getName());
    String taken =
        Stream.of(code.getAnnotatedParameterTypes()).map(TypeText::of).collect(joining(", "));
    line.append('(').append(code.isVarArgs() ? taken.replaceFirst("\\[]$", "...") : taken);
    line.append(')');
    line.append(list(" throws ", Stream.of(code.getAnnotatedExceptionTypes()).map(TypeText::of)));
    return line.toString();
  }

  private static String component(RecordComponent component) {
    return TypeText.of(component.getAnnotatedType()) + " " + component.getName();
  }

  /** The annotations that tell a user something. */
  private static String marks(AnnotatedElement element) {
    Deprecated deprecated = element.getAnnotation(Deprecated.class);
    String mark = element.isAnnotationPresent(FunctionalInterface.class) ? "@Functional " : "";
    if (deprecated != null) {
      mark += deprecated.forRemoval() ? "@Deprecated(forRemoval) " : "@Deprecated ";
    }
    return mark;
  }

  private static String list(String word, Stream<String> items) {
    List<String> found = items.toList();
    return found.isEmpty() ? "" : word + String.join(", ", found);
  }

  private static boolean isVisible(Class<?> type) {
    return isVisible(type.getModifiers())
        && !type.isSynthetic()
        && (type.getDeclaringClass() == null
            ? type.getEnclosingClass() == null
            : isVisible(type.getDeclaringClass()));
  }

  private static boolean isVisible(Member member) {
    return isVisible(member.getModifiers()) && !member.isSynthetic();
  }

  private static boolean isVisible(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private static boolean isImplied(Class<?> type, Method method) {
    if (OF_ALL_OBJECTS.contains(method.getName())) {
      return true;
    }
    if (type.isEnum()) {
      return Set.of("values", "valueOf").contains(method.getName());
    }
    return type.isRecord()
        && method.getParameterCount() == 0
        && Stream.of(type.getRecordComponents())
            .map(RecordComponent::getName)
            .collect(toSet())
            .contains(method.getName());
  }

  private static boolean isCanonical(Class<?> type, Constructor<?> constructor) {
    return type.isRecord()
        && Arrays.equals(
            constructor.getParameterTypes(),
            Stream.of(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new));
  }

  private static boolean isObject(AnnotatedType type) {
    return type.getType() == Object.class;
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, ApiDump.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(name, e);
    }
  }
}
