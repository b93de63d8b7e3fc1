package dev.parley.json;

import static dev.parley.json.ParleyJson.DEEPEST;
import static dev.parley.json.ParleyJson.LARGEST;

import dev.parley.error.UnreadableDataException;
import dev.parley.json.internal.JsonText;
import dev.parley.message.Extras;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Writes one document, field by field. Fields that were kept come back where a field of their name
 * is left out, or else behind the others.
 */
final class JsonWriter {
  /** As long as most entries of a conversation are, at least. */
  private static final int USUAL = 256;

  private final StringBuilder out = new StringBuilder(USUAL);
  private Kept kept = Kept.of(Map.of());
  private int depth;
  private boolean first = true;

  String finish() {
    return finish(LARGEST);
  }

  String finish(int largest) {
    if (out.length() > largest) {
      throw new IllegalArgumentException(
          "The JSON has " + out.length() + " characters, of at most " + largest);
    }
    return out.toString();
  }

  /** An object with extras of its own; the outermost says the version. */
  void own(Extras extras, Runnable fields) {
    Kept outer = kept;
    kept = Kept.of(extras.unknownFields());
    object(
        () -> {
          if (depth == 1) {
            number("v", ParleyJson.VERSION);
          }
          fields.run();
          texts("providerData", extras.providerData());
        });
    kept = outer;
  }

  /** An object whose unknown fields are among the extras of one around it. */
  void object(Runnable fields) {
    open('{');
    fields.run();
    kept.left().forEach(this::keptField);
    close('}');
  }

  private void keptField(String name, String json) {
    startField(name);
    raw(name, json);
  }

  void object(String name, Runnable fields) {
    name(name);
    inside(name, () -> object(fields));
  }

  /** An object that is left out if it would be empty. */
  void object(String name, boolean empty, Runnable fields) {
    if (!empty || !kept.in(name).isEmpty()) {
      object(name, fields);
    } else {
      absent(name);
    }
  }

  /** A field whose value {@code one} writes. */
  <T> void one(String name, Optional<T> value, Consumer<T> one) {
    if (value.isPresent()) {
      name(name);
      inside(name, () -> one.accept(value.get()));
    } else {
      absent(name);
    }
  }

  /** An array of values that {@code one} writes; left out if it is empty. */
  <T> void list(String name, List<T> values, Consumer<T> one) {
    if (values.isEmpty()) {
      absent(name);
    } else {
      array(name, values, one);
    }
  }

  <T> void array(String name, List<T> values, Consumer<? super T> one) {
    name(name);
    inside(name, () -> array(values, one));
  }

  <T> void array(List<T> values, Consumer<? super T> one) {
    open('[');
    for (int i = 0; i < values.size(); i++) {
      T value = values.get(i);
      separate();
      inside(String.valueOf(i), () -> one.accept(value));
    }
    close(']');
  }

  void text(String name, String value) {
    name(name);
    JsonText.quote(out, value);
  }

  void text(String name, Optional<String> value) {
    value.ifPresentOrElse(text -> text(name, text), () -> absent(name));
  }

  void textUnlessEmpty(String name, String value) {
    text(name, Optional.of(value).filter(text -> !text.isEmpty()));
  }

  /** An element of a list. */
  void text(String value) {
    JsonText.quote(out, value);
  }

  void texts(String name, Map<String, String> values) {
    object(name, values.isEmpty(), () -> values.forEach(this::text));
  }

  /** An enum's constant. */
  void word(String name, Enum<?> value) {
    text(name, word(value));
  }

  /** As {@link #word}, of a constant that stands for words this version does not know. */
  void wordOrUnknown(String name, Enum<?> value, Enum<?> unknown) {
    if (value != unknown || !absent(name)) {
      word(name, value);
    }
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  void number(String name, long value) {
    name(name);
    out.append(value);
  }

  void number(String name, OptionalLong value) {
    value.ifPresentOrElse(number -> number(name, number), () -> absent(name));
  }

  void number(String name, OptionalInt value) {
    value.ifPresentOrElse(number -> number(name, number), () -> absent(name));
  }

  /** A number, in its own spelling. */
  void number(String name, Number value) {
    name(name);
    number(value);
  }

  void number(Number value) {
    out.append(Numbers.spelled(value));
  }

  void number(String name, OptionalDouble value) {
    value.ifPresentOrElse(number -> number(name, (Number) number), () -> absent(name));
  }

  /** As ISO 8601 has it. */
  void duration(String name, Optional<Duration> value) {
    text(name, value.map(Duration::toString));
  }

  /** True; false is left out. */
  void flag(String name, boolean value) {
    if (value) {
      truth(name, true);
    } else {
      absent(name);
    }
  }

  void truth(String name, boolean value) {
    name(name);
    truth(value);
  }

  void truth(String name, Optional<Boolean> value) {
    value.ifPresentOrElse(truth -> truth(name, truth), () -> absent(name));
  }

  void truth(boolean value) {
    out.append(value);
  }

  /** A JSON text that was kept. */
  void raw(String what, String json) {
    if (!embeds(json)) {
      throw new IllegalArgumentException(
          "What was kept as " + what + " is not JSON, or nested too deep");
    }
    out.append(JsonText.onOneLine(json));
  }

  /** Whether it is JSON and not too deep to be put in this place. */
  boolean embeds(String json) {
    try {
      return depth + JsonTree.parse(json).height() <= DEEPEST;
    } catch (UnreadableDataException e) {
      return false;
    }
  }

  /** Leaves a field out, unless an unknown one was kept in its place; whether it was. */
  boolean absent(String name) {
    String json = kept.take(name);
    if (json == null) {
      return false;
    }
    keptField(name, json);
    return true;
  }

  private void name(String name) {
    kept.take(name); // What is known now counts.
    startField(name);
  }

  private void startField(String name) {
    if (!JsonText.isWellFormed(name)) {
      throw new IllegalArgumentException("A name is no Unicode text, and cannot be a field's");
    }
    separate();
    JsonText.quote(out, name);
    out.append(':');
  }

  private void inside(String name, Runnable value) {
    Kept outer = kept;
    kept = outer.in(name);
    value.run();
    kept = outer;
  }

  private void separate() {
    if (!first) {
      out.append(',');
    }
    first = false;
  }

  private void open(char bracket) {
    if (++depth > DEEPEST) {
      throw new IllegalArgumentException("The JSON would be nested deeper than " + DEEPEST);
    }
    out.append(bracket);
    first = true;
  }

  private void close(char bracket) {
    depth--;
    out.append(bracket);
    first = false;
  }
}
