package dev.parley.structured;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Types of all kinds. */
final class Family {
  static final List<Class<?>> ALL =
      List.of(
          Scalars.class,
          Times.class,
          Options.class,
          Lists.class,
          Boxes.class,
          Bounded.class,
          Tree.class,
          Drawing.class,
          Shape.class,
          Sum.class,
          Expression.class,
          Result.class,
          Nothing.class,
          Level.class,
          String.class);

  enum Level {
    LOW,
    @Name("very-high")
    HIGH,
    ODD {
      @Override
      public String toString() {
        return "a class of its own";
      }
    }
  }

  record Scalars(
      boolean yes,
      byte tiny,
      short small,
      int medium,
      long large,
      float rough,
      double fine,
      Boolean boxedYes,
      Integer boxedMedium,
      Double boxedFine,
      BigInteger huge,
      BigDecimal exact,
      String text,
      UUID id,
      URI address,
      Level level) {}

  record Times(
      LocalDate date,
      LocalTime time,
      OffsetTime timeThere,
      LocalDateTime dateTime,
      OffsetDateTime dateTimeThere,
      Instant instant,
      Duration duration) {}

  record Options(
      Optional<String> text,
      OptionalInt number,
      OptionalLong large,
      OptionalDouble fine,
      Optional<Level> level,
      Optional<Nothing> nothing,
      Optional<List<Integer>> numbers,
      Optional<Shape> shape,
      @Nullable String nullable,
      @Nullable Level nullableLevel) {}

  record Lists(
      List<String> texts,
      Set<Level> levels,
      List<List<Integer>> matrix,
      Map<String, Integer> counts,
      Map<Level, List<String>> byLevel,
      List<Optional<String>> gaps,
      List<Nothing> nothings) {}

  record Box<T>(T content, Optional<T> other, List<? extends T> more) {}

  record Pair<A, B>(A first, B second) {}

  record Boxes(Box<String> text, Box<Box<Integer>> nested, Pair<Level, Box<Shape>> pair) {}

  record Bounded(
      @Bounds(min = 0, max = 150) int age,
      @Bounds(min = 1, max = 40) String name,
      @Bounds(max = 3) List<String> tags,
      @Bounds(min = 0.5) Optional<Double> ratio,
      @Bounds(max = -1) OptionalInt depth,
      @Bounds(min = 1) @Nullable Set<Level> levels) {}

  record Tree(String name, List<Tree> children, Optional<Tree> twin) {}

  @Description("Something to draw")
  sealed interface Shape {
    record Circle(double radius) implements Shape {}

    @Name("box")
    record Square(Level level, Optional<String> note) implements Shape {}

    record Group(List<Shape> shapes) implements Shape {}

    sealed interface Line extends Shape {
      record Straight(@Description("How long") int length) implements Line {}

      record Curve(List<Double> points) implements Line {}
    }
  }

  record Drawing(@Description("What is in it") Shape shape, Shape.Circle frame) {}

  /** Begins with a record of the interface that it is a circle with. */
  record Sum(Expression left, Expression right) implements Expression {}

  sealed interface Expression permits Sum, Constant, Negative {}

  record Constant(long value) implements Expression {}

  record Negative(Sum of) implements Expression {}

  record Result(Outcome<Integer> count, Outcome<Box<String>> box) {}

  sealed interface Outcome<T> {
    record Done<T>(T value) implements Outcome<T> {}

    record Failed<V>(String why, List<V> partly) implements Outcome<V> {}
  }

  record Nothing() {}

  private Family() {}
}
