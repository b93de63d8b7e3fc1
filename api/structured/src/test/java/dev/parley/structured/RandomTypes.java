package dev.parley.structured;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Writes Java sources of types that have JSON: enums, records, generic records, and sealed
 * interfaces with and without arguments, which hold one another and themselves. Each is to be
 * taken; what is refused is another test's.
 */
final class RandomTypes {
  /** The class that all types stand in. */
  static final String NAME = "Generated";

  private static final List<String> PRIMITIVES =
      List.of("boolean", "byte", "short", "int", "long", "float", "double");
  private static final List<String> KEYS =
      List.of("String", "Integer", "Long", "UUID", "LocalDate", "Instant", "Boolean");
  private static final List<String> CLASSES =
      Stream.concat(
              KEYS.stream(),
              Stream.of(
                  "Byte",
                  "Short",
                  "Float",
                  "Double",
                  "BigInteger",
                  "BigDecimal",
                  "URI",
                  "LocalTime",
                  "OffsetTime",
                  "LocalDateTime",
                  "OffsetDateTime",
                  "Duration"))
          .toList();
  private static final List<String> WORDS =
      List.of("e-mail", "with space", "Straße", "a/b~c", "$ref", "null", "a\\\"b\\\\");
  private static final List<String> TEXTS =
      List.of("What it is", "Ends.", "\\\"Quoted\\\" \\n and \\\\", "日本 😀", "$defs");

  private final Random random;
  private final StringBuilder source = new StringBuilder();
  private final List<String> enums = new ArrayList<>();

  /** Types without arguments that are whole, so that others may hold them. */
  private final List<String> plain = new ArrayList<>();

  /** Generic types of one argument. */
  private final List<String> generic = new ArrayList<>();

  RandomTypes(long seed) {
    random = new Random(seed);
  }

  /** {@return one source file} */
  String source() {
    source.append(
        """
        import dev.parley.structured.*;
        import java.math.*;
        import java.net.*;
        import java.time.*;
        import java.util.*;

        final class %s {
          @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)
          @interface Nullable {}

        """
            .formatted(NAME));
    for (int i = 0; i < 2; i++) {
      enumeration("E" + i);
      genericRecord("G" + i);
      record("R" + i);
      genericUnion("V" + i);
      union("U" + i);
      record("S" + i);
    }
    return source.append("}\n").toString();
  }

  private void enumeration(String name) {
    line(described() + "enum " + name + " {");
    for (int i = 0; i <= random.nextInt(4); i++) {
      line("  " + described() + named(i) + "C" + i + ",");
    }
    line("}");
    enums.add(name);
  }

  private void record(String name) {
    line(
        described()
            + "record "
            + name
            + "("
            + components(
                List.of("Optional<" + name + ">", "List<" + name + ">", "@Nullable " + name))
            + ") {}");
    plain.add(name);
  }

  private void genericRecord(String name) {
    String components =
        components(List.of("T", "@Nullable T", "Optional<T>", "List<? extends T>", "List<T>"));
    line("record " + name + "<T>(" + components + ") {}");
    generic.add(name);
  }

  private void union(String name) {
    line(described() + "sealed interface " + name + " {");
    // The first is a value that ends.
    kind(name + "A", scalar(), name);
    kind(name + "B", components(List.of()), name);
    kind(
        name + "C",
        components(List.of(name, "Optional<" + name + ">", "List<" + name + ">")),
        name);
    line("  sealed interface " + name + "M extends " + name + " {");
    kind(name + "D", "Set<" + key() + "> of, Optional<" + name + "A> sibling", name + "M");
    kind(name + "E", components(List.of(name)), name + "M");
    line("  }");
    line("}");
    plain.addAll(List.of(name, name + "." + name + "A"));
  }

  private void kind(String name, String components, String of) {
    String all = components.contains(" ") ? components : components + " only";
    line("  " + described() + "record " + name + "(" + all + ") implements " + of + " {}");
  }

  /** Some of its records are those of some arguments only. */
  private void genericUnion(String name) {
    line("sealed interface " + name + "<T> {");
    kind(name + "A<T>", scalar(), name + "<T>");
    kind(name + "B<X>", components(List.of("X", "List<X>", name + "<X>")), name + "<X>");
    kind(name + "C", components(List.of(name + "<String>")), name + "<String>");
    kind(name + "D", scalar(), name + "<Integer>");
    kind(name + "F<N extends Number>", "N number", name + "<N>");
    kind(name + "G<C extends Comparable<C>>", "C one, List<C> more", name + "<C>");
    kind(name + "E<E>", "E one, List<E> more, " + name + "<E> other", name + "<List<E>>");
    line("}");
    generic.add(name);
  }

  /** {@return components of any types, of which some are those} */
  private String components(List<String> own) {
    return IntStream.range(0, 1 + random.nextInt(4))
        .mapToObj(
            i ->
                described()
                    + named(i)
                    + (own.isEmpty() || random.nextInt(3) > 0 ? component() : of(own))
                    + " c"
                    + i)
        .collect(Collectors.joining(", "));
  }

  private String component() {
    return switch (random.nextInt(12)) {
      case 0 -> of(PRIMITIVES);
      case 1 -> bounds("-100", "-1", "0", "3", "100", "120") + of(List.of("byte", "int", "Long"));
      case 2 -> bounds("-0.5", "0.1", "3", "99.75", "100") + of(List.of("float", "BigDecimal"));
      case 3 ->
          bounds("-3", "0", "1", "10", "17", "40") + of(List.of("String", "Optional<String>"));
      case 4 -> bounds("-1", "0", "1", "3", "7") + collection();
      case 5 -> bounds("-7", "-1", "0", "100") + of(List.of("OptionalInt", "Optional<Integer>"));
      case 6 -> of(List.of("OptionalInt", "OptionalLong", "OptionalDouble"));
      case 7 -> "Optional<" + type(2) + ">";
      case 8 -> "@Nullable " + type(2);
      default -> type(2);
    };
  }

  /** One of the first as the least, one of the others as the most, or one of them. */
  private String bounds(String... values) {
    int half = values.length / 2;
    String min = "min = " + values[random.nextInt(half)];
    String max = "max = " + values[half + random.nextInt(values.length - half)];
    return "@Bounds(" + of(List.of(min, max, min + ", " + max)) + ") ";
  }

  private String collection() {
    return switch (random.nextInt(3)) {
      case 0 -> "List<" + type(1) + ">";
      case 1 -> "Set<" + key() + ">";
      default -> "Map<" + key() + ", " + type(1) + ">";
    };
  }

  /** {@return a type that is no {@code Optional} and not primitive} */
  private String type(int depth) {
    return switch (random.nextInt(depth > 0 ? 10 : 4)) {
      case 0, 1 -> of(CLASSES);
      case 2 -> of(enums);
      case 3 -> plain.isEmpty() ? key() : of(plain);
      case 4, 5 -> generic.isEmpty() ? collection() : of(generic) + "<" + type(depth - 1) + ">";
      case 6 -> "List<Optional<" + type(depth - 1) + ">>";
      case 7 ->
          generic.isEmpty() ? key() : of(generic) + "<" + of(List.of("String", "Integer")) + ">";
      default -> collection();
    };
  }

  /** {@return a type whose values are one in Java if, and only if, they are one in JSON} */
  private String key() {
    return random.nextInt(3) == 0 ? of(enums) : of(KEYS);
  }

  private String scalar() {
    return random.nextBoolean() ? of(PRIMITIVES) : of(CLASSES);
  }

  private String described() {
    return random.nextInt(4) == 0 ? "@Description(\"" + of(TEXTS) + "\") " : "";
  }

  private String named(int index) {
    return random.nextInt(4) == 0 ? "@Name(\"" + of(WORDS) + index + "\") " : "";
  }

  private String of(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private void line(String text) {
    source.append("  ").append(text).append('\n');
  }
}
