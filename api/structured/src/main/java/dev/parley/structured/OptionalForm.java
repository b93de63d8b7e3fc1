package dev.parley.structured;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A form of values that may not be there: null in JSON. */
final class OptionalForm implements Form {
  private final Form content;
  private final @Nullable Object empty;
  private final Function<Object, Object> wrap;
  private final Function<Object, @Nullable Object> unwrap;

  private OptionalForm(
      Form content,
      @Nullable Object empty,
      Function<Object, Object> wrap,
      Function<Object, @Nullable Object> unwrap) {
    this.content = content;
    this.empty = empty;
    this.wrap = wrap;
    this.unwrap = unwrap;
  }

  static Form optional(Form content) {
    return new OptionalForm(
        content, Optional.empty(), Optional::of, value -> ((Optional<?>) value).orElse(null));
  }

  static Form nullable(Form content) {
    return new OptionalForm(content, null, value -> value, value -> value);
  }

  static Form ofInt(Form content) {
    return new OptionalForm(
        content,
        OptionalInt.empty(),
        value -> OptionalInt.of((Integer) value),
        value -> unboxed(value, OptionalInt.empty(), v -> ((OptionalInt) v).getAsInt()));
  }

  static Form ofLong(Form content) {
    return new OptionalForm(
        content,
        OptionalLong.empty(),
        value -> OptionalLong.of((Long) value),
        value -> unboxed(value, OptionalLong.empty(), v -> ((OptionalLong) v).getAsLong()));
  }

  static Form ofDouble(Form content) {
    return new OptionalForm(
        content,
        OptionalDouble.empty(),
        value -> OptionalDouble.of((Double) value),
        value -> unboxed(value, OptionalDouble.empty(), v -> ((OptionalDouble) v).getAsDouble()));
  }

  private static @Nullable Object unboxed(
      Object value, Object empty, Function<Object, Object> content) {
    return value.equals(empty) ? null : content.apply(value);
  }

  @Override
  public Map<String, @Nullable Object> schema(Definitions definitions) {
    return Keywords.orNull(content.schema(definitions));
  }

  @Override
  public @Nullable Object read(@Nullable Object json, Place place) {
    if (json == null) {
      return empty;
    }
    Object value = content.read(json, place);
    return value == null ? empty : wrap.apply(value);
  }

  @Override
  public @Nullable Object write(@Nullable Object value, Place place) {
    if (value == null && empty != null) {
      throw place.wrong("must be an empty Optional, not null");
    }
    Object inner = value == null ? null : unwrap.apply(value);
    return inner == null ? null : content.write(inner, place);
  }

  @Override
  public boolean mayBeMissing() {
    return true;
  }
}
