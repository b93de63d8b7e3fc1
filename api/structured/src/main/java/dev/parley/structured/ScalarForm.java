package dev.parley.structured;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A form of values without parts. */
final class ScalarForm implements Form {
  private final Class<?> json;
  private final Map<String, Object> keywords;
  private final String expected;
  private final Function<Object, @Nullable Object> reader;
  private final Function<Object, @Nullable Object> writer;

  /**
   * A form.
   *
   * @param json what a value is in a tree of {@link JsonText}
   * @param expected what it is, for messages
   * @param reader of the tree; gives null for what is none
   * @param writer to the tree; gives null for what cannot be read again
   */
  ScalarForm(
      Class<?> json,
      Map<String, Object> keywords,
      String expected,
      Function<Object, @Nullable Object> reader,
      Function<Object, @Nullable Object> writer) {
    this.json = json;
    this.keywords = keywords;
    this.expected = expected;
    this.reader = reader;
    this.writer = writer;
  }

  @Override
  public Map<String, @Nullable Object> schema(Definitions definitions) {
    return new LinkedHashMap<>(keywords);
  }

  @Override
  public Object read(@Nullable Object value, Place place) {
    if (value instanceof Flaw flaw) {
      throw flaw.at(place);
    }
    if (!json.isInstance(value)) {
      throw place.wrong("must be " + expected + ", not " + Keywords.kind(value));
    }
    Object read = reader.apply(value);
    if (read == null) {
      throw place.wrong("must be " + expected);
    }
    return read;
  }

  @Override
  public Object write(@Nullable Object value, Place place) {
    Object written = value == null ? null : writer.apply(value);
    if (written == null) {
      throw place.wrong("must be " + expected);
    }
    return written instanceof String text ? JsonText.whole(text, place) : written;
  }
}
