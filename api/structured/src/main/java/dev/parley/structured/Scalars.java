package dev.parley.structured;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The forms of values without parts. */
final class Scalars {
  private static final Map<Class<?>, Form> FORMS = new HashMap<>();

  static {
    FORMS.put(String.class, new ScalarForm(String.class, type("string"), "a text", v -> v, v -> v));
    both(
        boolean.class,
        Boolean.class,
        new ScalarForm(Boolean.class, type("boolean"), "true or false", v -> v, v -> v));
    both(byte.class, Byte.class, small(Byte.MIN_VALUE, Byte.MAX_VALUE, BigDecimal::byteValueExact));
    both(
        short.class,
        Short.class,
        small(Short.MIN_VALUE, Short.MAX_VALUE, BigDecimal::shortValueExact));
    both(
        int.class,
        Integer.class,
        whole(Integer.MIN_VALUE, Integer.MAX_VALUE, BigDecimal::intValueExact));
    both(long.class, Long.class, whole(Long.MIN_VALUE, Long.MAX_VALUE, BigDecimal::longValueExact));
    both(float.class, Float.class, number("a number that fits a float", Scalars::toFloat));
    both(double.class, Double.class, number("a number that fits a double", Scalars::toDouble));
    FORMS.put(
        BigInteger.class,
        new ScalarForm(
            JsonNumber.class,
            type("integer"),
            "a whole number",
            json -> exact((JsonNumber) json, BigDecimal::toBigIntegerExact),
            value -> bounded(new BigDecimal((BigInteger) value)) == null ? null : value));
    FORMS.put(
        BigDecimal.class,
        new ScalarForm(
            JsonNumber.class,
            type("number"),
            "a number",
            json -> ((JsonNumber) json).decimal(),
            value -> bounded((BigDecimal) value)));
    FORMS.put(
        UUID.class,
        text(
            format("uuid"),
            "a UUID",
            "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
            UUID::fromString,
            UUID::toString));
    FORMS.put(URI.class, uri());
    FORMS.putAll(Times.forms());
  }

  private Scalars() {}

  /** {@return the form of that type, or null if it has parts or is not known} */
  static @Nullable Form of(Class<?> type) {
    return FORMS.get(type);
  }

  private static void both(Class<?> primitive, Class<?> boxed, Form form) {
    FORMS.put(primitive, form);
    FORMS.put(boxed, form);
  }

  static Map<String, Object> type(String name) {
    return Map.of("type", name);
  }

  /** {@return the keywords of a text of a format that OpenAI's strict mode and others know} */
  static Map<String, Object> format(String name) {
    return ordered("format", name);
  }

  static Map<String, Object> pattern(String regex) {
    return ordered("pattern", "^" + regex + "$");
  }

  private static Map<String, Object> ordered(String keyword, String value) {
    Map<String, Object> keywords = new LinkedHashMap<>();
    keywords.put("type", "string");
    keywords.put(keyword, value);
    return keywords;
  }

  /** {@return a form of texts of that spelling, which those that are written have to have too} */
  static <T> Form text(
      Map<String, Object> keywords,
      String expected,
      String spelling,
      Function<String, @Nullable T> reader,
      Function<T, String> writer) {
    Pattern pattern = Pattern.compile(spelling);
    @SuppressWarnings("unchecked") // The table is by type.
    Function<Object, @Nullable Object> checked =
        value -> {
          String text = writer.apply((T) value);
          return pattern.matcher(text).matches() ? text : null;
        };
    return new ScalarForm(
        String.class,
        keywords,
        expected,
        json -> pattern.matcher((String) json).matches() ? reader.apply((String) json) : null,
        checked);
  }

  private static Form uri() {
    Map<String, Object> keywords = ordered("description", "A URI (RFC 3986).");
    // Not by its format, which OpenAI's strict mode does not take.
    return new ScalarForm(
        String.class, keywords, "a URI (RFC 3986)", Scalars::toUri, value -> value.toString());
  }

  private static @Nullable Object toUri(Object json) {
    try {
      return new URI((String) json);
    } catch (URISyntaxException e) {
      return null; // The form says what must be there.
    }
  }

  /** A form of whole numbers so small that models have to be told. */
  private static Form small(long least, long most, Function<BigDecimal, Object> exactly) {
    Map<String, Object> keywords = new LinkedHashMap<>(type("integer"));
    keywords.put("minimum", least);
    keywords.put("maximum", most);
    return whole(keywords, least, most, exactly);
  }

  private static Form whole(long least, long most, Function<BigDecimal, Object> exactly) {
    return whole(type("integer"), least, most, exactly);
  }

  private static Form whole(
      Map<String, Object> keywords, long least, long most, Function<BigDecimal, Object> exactly) {
    return new ScalarForm(
        JsonNumber.class,
        keywords,
        "a whole number from " + least + " to " + most,
        json -> exact((JsonNumber) json, exactly),
        value -> value);
  }

  private static @Nullable Object exact(JsonNumber json, Function<BigDecimal, Object> exactly) {
    try {
      return exactly.apply(json.decimal());
    } catch (ArithmeticException e) {
      return null; // The form says what must be there.
    }
  }

  private static Form number(String expected, Function<String, @Nullable Object> parse) {
    return new ScalarForm(
        JsonNumber.class,
        type("number"),
        expected,
        json -> parse.apply(((JsonNumber) json).text()),
        value -> Double.isFinite(((Number) value).doubleValue()) ? value : null);
  }

  private static @Nullable Object toFloat(String text) {
    float value = Float.parseFloat(text);
    return Float.isFinite(value) ? value : null;
  }

  private static @Nullable Object toDouble(String text) {
    double value = Double.parseDouble(text);
    return Double.isFinite(value) ? value : null;
  }

  private static @Nullable Object bounded(BigDecimal number) {
    return JsonNumber.isBounded(number) ? number : null;
  }
}
