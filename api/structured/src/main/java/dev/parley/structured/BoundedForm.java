package dev.parley.structured;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A form whose values are bounded; what is bounded of them is told by their kind. */
final class BoundedForm implements Form {
  private static final double MOST_EXACT = 0x1p53;

  private static final Set<Class<?>> OPTIONAL_NUMBERS =
      Set.of(OptionalInt.class, OptionalLong.class, OptionalDouble.class);

  private static final Form COUNT = requireNonNull(Scalars.of(BigInteger.class));

  /** What is bounded by how many there are. */
  private static final Set<Class<?>> COUNTED =
      Set.of(String.class, List.class, Set.class, Map.class);

  private final Form form;
  private final @Nullable BigDecimal min;
  private final @Nullable BigDecimal max;

  /**
   * {@return a form}
   *
   * @throws IllegalArgumentException if nothing can be within the bounds, they are not exact, or
   *     they mean nothing for that type
   */
  static Form of(Form form, KnownType type, Bounds bounds, String where) {
    Class<?> raw = type.raw() == Optional.class ? type.argument(0, where).raw() : type.raw();
    boolean number =
        Number.class.isAssignableFrom(raw)
            || (raw.isPrimitive() && raw != boolean.class)
            || OPTIONAL_NUMBERS.contains(raw);
    if (!number && !COUNTED.contains(raw)) {
      throw new IllegalArgumentException(where + ": @Bounds mean nothing for a " + type);
    }
    // Each bound is a value of the type that it bounds, and so never beyond what that can be.
    Form bound = number ? form : COUNT;
    BigDecimal min = bound(bounds.min(), Double.NEGATIVE_INFINITY, bound, where);
    BigDecimal max = bound(bounds.max(), Double.POSITIVE_INFINITY, bound, where);
    // Of what is counted, there are never fewer than none.
    boolean counted = !number && (min == null || min.signum() <= 0);
    BigDecimal least = counted ? BigDecimal.ZERO : min;
    if (least != null && max != null && least.compareTo(max) > 0) {
      throw new IllegalArgumentException(
          where + ": @Bounds from " + text(least) + " to " + text(max) + " leave nothing");
    }
    return new BoundedForm(form, counted ? null : min, max);
  }

  private BoundedForm(Form form, @Nullable BigDecimal min, @Nullable BigDecimal max) {
    this.form = form;
    this.min = min;
    this.max = max;
  }

  private static @Nullable BigDecimal bound(double value, double none, Form form, String where) {
    if (value == none) {
      return null;
    }
    if (!(Math.abs(value) <= MOST_EXACT)) {
      throw new IllegalArgumentException(
          where
              + ": @Bounds must be at most 2^53, or they are not exact; let the constructor check");
    }
    // As it is written in Java: 0.1 and not the nearest double.
    BigDecimal number = BigDecimal.valueOf(value).stripTrailingZeros();
    BigDecimal plain = number.scale() < 0 ? number.setScale(0) : number;
    try {
      form.read(new JsonNumber(text(plain), plain), Place.root(true));
    } catch (Misfit e) {
      throw new IllegalArgumentException(where + ": @Bounds " + e.problem(), e);
    }
    return plain;
  }

  private static String text(BigDecimal number) {
    return number.toPlainString();
  }

  @Override
  public Map<String, @Nullable Object> schema(Definitions definitions) {
    Map<String, @Nullable Object> schema = form.schema(definitions);
    Object type = schema.get("type") instanceof List<?> types ? types.get(0) : schema.get("type");
    if ("string".equals(type)) {
      return Keywords.described(schema, range() + " characters.");
    }
    boolean array = "array".equals(type);
    if (min != null) {
      schema.put(array ? "minItems" : "minimum", min);
    }
    if (max != null) {
      schema.put(array ? "maxItems" : "maximum", max);
    }
    return schema;
  }

  private String range() {
    if (min == null || max == null) {
      return min == null
          ? max == null ? "Any number of" : "At most " + text(max)
          : "At least " + text(min);
    }
    return text(min) + " to " + text(max);
  }

  @Override
  public @Nullable Object read(@Nullable Object json, Place place) {
    Object value = form.read(json, place);
    check(value, place);
    return value;
  }

  @Override
  public @Nullable Object write(@Nullable Object value, Place place) {
    check(value, place);
    return form.write(value, place);
  }

  private void check(@Nullable Object value, Place place) {
    if (value == null) {
      return; // Whether it may be is not a question of bounds.
    }
    if (value instanceof Optional<?> optional) {
      check(optional.orElse(null), place);
    } else if (value instanceof OptionalInt number) {
      check(number.isPresent() ? number.getAsInt() : null, place);
    } else if (value instanceof OptionalLong number) {
      check(number.isPresent() ? number.getAsLong() : null, place);
    } else if (value instanceof OptionalDouble number) {
      check(number.isPresent() ? number.getAsDouble() : null, place);
    } else if (value instanceof String text) {
      check(BigDecimal.valueOf(text.codePointCount(0, text.length())), " characters", place);
    } else if (value instanceof Collection<?> elements) {
      check(BigDecimal.valueOf(elements.size()), " elements", place);
    } else if (value instanceof Map<?, ?> entries) {
      check(BigDecimal.valueOf(entries.size()), " elements", place);
    } else if (!isInfinite(value)) {
      check(new BigDecimal(value.toString()), "", place);
    }
  }

  /** Such a number is refused by the form itself. */
  private static boolean isInfinite(Object number) {
    return (number instanceof Double d && !Double.isFinite(d))
        || (number instanceof Float f && !Float.isFinite(f));
  }

  private void check(BigDecimal measured, String of, Place place) {
    String must = of.isEmpty() ? "must be" : "must have";
    if (min != null && measured.compareTo(min) < 0) {
      throw place.wrong(must + " at least " + text(min) + of);
    }
    if (max != null && measured.compareTo(max) > 0) {
      throw place.wrong(must + " at most " + text(max) + of);
    }
  }

  @Override
  public boolean mayBeMissing() {
    return form.mayBeMissing();
  }

  @Override
  public boolean ends(Set<Form> within) {
    boolean filled = min != null && min.signum() > 0 && !form.mayBeMissing();
    return filled ? form.endsFilled(within) : form.ends(within);
  }
}
