package dev.parley.verification.real;

import dev.parley.structured.Bounds;
import dev.parley.structured.Description;
import dev.parley.structured.Name;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** What models are asked for. */
final class StructuredTypes {
  enum Mood {
    GOOD,
    @Name("so-so")
    MEDIUM
  }

  record Person(String name, int age, List<Mood> moods) {
    Person {
      if (age < 0) {
        throw new IllegalArgumentException("an age is not negative");
      }
    }
  }

  record City(@Description("In English") String name, @Bounds(min = 1, max = 7) int days) {}

  record Tree(String name, List<Tree> children) {}

  sealed interface Shape {
    record Circle(double radius) implements Shape {}

    record Group(List<Shape> shapes, Optional<Shape> frame) implements Shape {}
  }

  /** Something of each kind that a schema can tell of. */
  record Rich(
      byte tiny,
      @Bounds(min = -5, max = 1000) long bounded,
      BigDecimal exact,
      boolean flag,
      @Bounds(min = 1, max = 20) String text,
      OptionalInt none,
      Optional<Mood> mood,
      @Bounds(min = 1, max = 3) List<Integer> numbers,
      Optional<List<String>> texts,
      Map<Mood, Double> scores,
      LocalDate date,
      LocalTime time,
      OffsetTime timeThere,
      Instant instant,
      Duration duration,
      UUID id,
      URI address,
      Tree tree,
      @Description("What is drawn") Shape shape) {
    static final Rich EXAMPLE =
        new Rich(
            (byte) -7,
            999,
            new BigDecimal("-1.50"),
            true,
            "Zürich",
            OptionalInt.empty(),
            Optional.of(Mood.MEDIUM),
            List.of(1, 2),
            Optional.of(List.of("a", "b")),
            Map.of(Mood.GOOD, 0.5),
            LocalDate.of(2026, 11, 22),
            LocalTime.of(10, 15, 30),
            OffsetTime.parse("10:15:30+01:00"),
            Instant.parse("2026-11-22T10:15:30.125Z"),
            Duration.ofMinutes(90),
            UUID.fromString("123e4567-e89b-12d3-a456-426614174000"),
            URI.create("https://a.example/b?c=d"),
            new Tree("a", List.of(new Tree("b", List.of()))),
            new Shape.Group(
                List.of(new Shape.Circle(2.5), new Shape.Group(List.of(), Optional.empty())),
                Optional.of(new Shape.Circle(1))));
  }

  private StructuredTypes() {}
}
