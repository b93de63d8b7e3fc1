package dev.parley.structured;

import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.function.DoubleFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Makes values of types, by looking at the types and not at their schemas. */
final class RandomValues {
  private static final int DEEPEST = 5;

  /** What is bounded by its value, from one within its bounds. */
  private static final Map<Class<?>, DoubleFunction<Object>> WITHIN =
      Map.ofEntries(
          Map.entry(byte.class, value -> (byte) value),
          Map.entry(int.class, value -> (int) value),
          Map.entry(Integer.class, value -> (int) value),
          Map.entry(long.class, value -> (long) value),
          Map.entry(Long.class, value -> (long) value),
          Map.entry(float.class, value -> (float) value),
          Map.entry(double.class, value -> value),
          Map.entry(Double.class, value -> value),
          Map.entry(BigDecimal.class, BigDecimal::valueOf));

  private final Random random;
  private final Map<Class<?>, Supplier<Object>> scalars = new HashMap<>();

  RandomValues(long seed) {
    random = new Random(seed);
    both(boolean.class, Boolean.class, random::nextBoolean);
    both(byte.class, Byte.class, () -> (byte) random.nextInt());
    both(short.class, Short.class, () -> (short) random.nextInt());
    both(int.class, Integer.class, this::integer);
    both(long.class, Long.class, () -> of(0L, Long.MIN_VALUE, Long.MAX_VALUE, random.nextLong()));
    both(float.class, Float.class, () -> of(-0f, Float.MIN_VALUE, random.nextFloat()));
    both(double.class, Double.class, this::fine);
    scalars.put(BigInteger.class, () -> new BigInteger(random.nextInt(400), random));
    scalars.put(
        BigDecimal.class,
        () ->
            new BigDecimal(new BigInteger(random.nextInt(200), random), random.nextInt(200) - 100));
    scalars.put(String.class, this::text);
    scalars.put(UUID.class, () -> new UUID(random.nextLong(), random.nextLong()));
    scalars.put(
        URI.class, () -> URI.create(of("", "https://a.example/b?c=%20#d", "urn:x:y", "../z")));
    times();
  }

  private void times() {
    scalars.put(LocalDate.class, () -> LocalDate.ofEpochDay(random.nextInt(100_000) - 50_000));
    scalars.put(LocalTime.class, this::time);
    scalars.put(OffsetTime.class, () -> time().atOffset(offset()));
    scalars.put(LocalDateTime.class, () -> ((LocalDate) scalar(LocalDate.class)).atTime(time()));
    scalars.put(
        OffsetDateTime.class,
        () -> ((LocalDateTime) scalar(LocalDateTime.class)).atOffset(offset()));
    scalars.put(Instant.class, () -> ((OffsetDateTime) scalar(OffsetDateTime.class)).toInstant());
    scalars.put(
        Duration.class,
        () ->
            of(
                Duration.ZERO,
                Duration.ofSeconds(Long.MIN_VALUE),
                Duration.ofSeconds(Long.MAX_VALUE, 999_999_999),
                Duration.ofNanos(random.nextLong())));
  }

  private LocalTime time() {
    LocalTime time = LocalTime.ofNanoOfDay(random.nextLong(86_400_000_000_000L));
    return of(LocalTime.MIDNIGHT, time, time.withNano(0), time.withSecond(0).withNano(0));
  }

  private ZoneOffset offset() {
    return ZoneOffset.ofTotalSeconds((random.nextInt(37) - 18) * 3600);
  }

  private void both(Class<?> primitive, Class<?> boxed, Supplier<Object> maker) {
    scalars.put(primitive, maker);
    scalars.put(boxed, maker);
  }

  private Object scalar(Class<?> type) {
    return scalars.get(type).get();
  }

  private int integer() {
    return of(0, Integer.MIN_VALUE, Integer.MAX_VALUE, random.nextInt());
  }

  private double fine() {
    return of(-0.0, 0.1, Double.MIN_VALUE, -Double.MAX_VALUE, 1e100, random.nextGaussian() * 1e10);
  }

  private String text() {
    return of("", "plain", "\"\\/\b\f\n\r\t\u0000\u2028", "Zürich 😀 日本", "{\"a\":[1]}", "null");
  }

  @SafeVarargs
  private <T> T of(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  Object value(Class<?> type) {
    return value(KnownType.of(type), null, 0);
  }

  private Object value(KnownType type, Bounds bounds, int depth) {
    Class<?> raw = type.raw();
    if (bounds != null && WITHIN.containsKey(raw)) {
      return WITHIN.get(raw).apply(within(bounds));
    }
    if (raw == String.class && bounds != null) {
      return "😀".repeat(size(bounds, 10));
    }
    if (scalars.containsKey(raw)) {
      return scalar(raw);
    }
    if (raw.isEnum()) {
      return of(raw.getEnumConstants());
    }
    return switch (raw.getSimpleName()) {
      case "Optional" ->
          isNone(depth)
              ? Optional.empty()
              : Optional.of(value(type.argument(0, ""), bounds, depth + 1));
      case "OptionalInt" ->
          isNone(depth)
              ? OptionalInt.empty()
              : OptionalInt.of((int) value(KnownType.of(int.class), bounds, depth));
      case "OptionalLong" ->
          isNone(depth)
              ? OptionalLong.empty()
              : OptionalLong.of((long) value(KnownType.of(long.class), bounds, depth));
      case "OptionalDouble" ->
          isNone(depth)
              ? OptionalDouble.empty()
              : OptionalDouble.of((double) value(KnownType.of(double.class), bounds, depth));
      case "List" -> elements(type, bounds, depth);
      case "Set" -> new HashSet<>(elements(type, bounds, depth));
      case "Map" -> map(type, bounds, depth);
      default -> raw.isRecord() ? record(type, depth) : kind(type, depth);
    };
  }

  private boolean isNone(int depth) {
    return depth > DEEPEST || random.nextInt(3) == 0;
  }

  private List<Object> elements(KnownType type, Bounds bounds, int depth) {
    List<Object> elements = new ArrayList<>();
    for (int i = size(bounds, depth > DEEPEST ? 0 : 3); i > 0; i--) {
      elements.add(value(type.argument(0, ""), null, depth + 1));
    }
    return elements;
  }

  private Map<Object, Object> map(KnownType type, Bounds bounds, int depth) {
    Map<Object, Object> map = new HashMap<>();
    for (int i = size(bounds, depth > DEEPEST ? 0 : 3); i > 0; i--) {
      map.put(
          value(type.argument(0, ""), null, depth + 1),
          value(type.argument(1, ""), null, depth + 1));
    }
    return map;
  }

  /** {@return how many, of which some may be the same} */
  private int size(Bounds bounds, int more) {
    int least = bounds == null ? 0 : (int) Math.max(bounds.min(), 0);
    int most = bounds == null ? more : (int) Math.min(bounds.max(), least + more);
    return least + random.nextInt(most - least + 1);
  }

  /** {@return a number within those bounds} */
  private double within(Bounds bounds) {
    double min = Double.isFinite(bounds.min()) ? bounds.min() : Math.min(bounds.max(), 100) - 100;
    double max = Double.isFinite(bounds.max()) ? bounds.max() : min + 100;
    return of(min, max, Math.ceil(min) + random.nextInt((int) (max - Math.ceil(min)) + 1));
  }

  private Object kind(KnownType type, int depth) {
    List<KnownType> kinds =
        Stream.of(type.raw().getPermittedSubclasses())
            .flatMap(kind -> type.child(kind, "").stream())
            .toList();
    KnownType kind = kinds.get(depth > DEEPEST ? 0 : random.nextInt(kinds.size()));
    if (depth > DEEPEST && type.raw() == Family.Expression.class) {
      kind = KnownType.of(Family.Constant.class);
    }
    return value(kind, null, depth + 1);
  }

  private Object record(KnownType type, int depth) {
    RecordComponent[] components = type.raw().getRecordComponents();
    Object[] arguments = new Object[components.length];
    for (int i = 0; i < arguments.length; i++) {
      RecordComponent component = components[i];
      boolean isNull = isNullable(component) && (depth > DEEPEST || random.nextBoolean());
      KnownType declared = type.inside(component.getGenericType(), "");
      arguments[i] =
          isNull ? null : value(declared, component.getAnnotation(Bounds.class), depth + 1);
    }
    try {
      Constructor<?> constructor = Reach.constructor(type.raw());
      return constructor.newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(type.toString(), e);
    }
  }

  private static boolean isNullable(RecordComponent component) {
    return Stream.of(component.getAnnotations(), component.getAnnotatedType().getAnnotations())
        .flatMap(Stream::of)
        .map(Annotation::annotationType)
        .anyMatch(type -> type.getSimpleName().equals("Nullable"));
  }
}
