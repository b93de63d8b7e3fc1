package dev.parley.structured;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Types that nobody thought of, compiled from random sources. */
class RandomTypesTest {
  @Property(tries = 8, shrinking = ShrinkingMode.OFF)
  void any_type_that_has_json_round_trips(@ForAll long seed) {
    String source = new RandomTypes(seed).source();
    try (CompiledTypes compiled = new CompiledTypes(RandomTypes.NAME, source)) {
      List<Class<?>> types = compiled.plain();
      assertTrue(types.size() > 15, types::toString);
      for (Class<?> type : types) {
        check(type, seed, source);
      }
    }
  }

  private static void check(Class<?> type, long seed, String source) {
    try {
      SchemaTest.assertStrict(OtherOpinion.tree(JsonType.of(type).schema()));
      RoundTrip trip = new RoundTrip(type);
      for (int i = 0; i < 5; i++) {
        trip.fromValue(seed + i);
        assertArguments(trip.fromJson(seed + i));
      }
    } catch (AssertionError | ReflectiveOperationException | RuntimeException e) {
      throw new AssertionError(type + " of\n" + source, e);
    }
  }

  /** A value of an interface's {@code String} must not be one that is of its {@code Integer}. */
  private static void assertArguments(Object value) throws ReflectiveOperationException {
    if (value instanceof Collection<?> elements) {
      for (Object element : elements) {
        assertArguments(element);
      }
    }
    if (!(value instanceof Record)) {
      return;
    }
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      Object held = Reach.accessor(component).invoke(value);
      if (held != null && component.getGenericType() instanceof ParameterizedType wanted) {
        Stream.of(held.getClass().getGenericInterfaces())
            .filter(ParameterizedType.class::isInstance)
            .map(ParameterizedType.class::cast)
            .filter(type -> type.getRawType().equals(wanted.getRawType()))
            .forEach(type -> assertSameClasses(wanted, type));
      }
      assertArguments(held);
    }
  }

  private static void assertSameClasses(ParameterizedType wanted, ParameterizedType found) {
    Type argument = found.getActualTypeArguments()[0];
    if (argument instanceof Class && wanted.getActualTypeArguments()[0] instanceof Class<?> type) {
      assertEquals(type, argument);
    }
  }
}
