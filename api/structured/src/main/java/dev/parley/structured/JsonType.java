package dev.parley.structured;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.Completion;
import dev.parley.chat.ResponseFormat;
import dev.parley.error.InvalidAnswerException;
import dev.parley.error.UnreadableDataException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Java type as models see it: a JSON schema, and values read from JSON and written to it.
 *
 * <p>There is one schema for all providers, within what OpenAI's strict mode takes (as of 2026):
 * the root is an object, all fields are required, others forbidden. {@code
 * api/structured/README.md} shows what becomes of which type. A type whose JSON is no object stands
 * in the field {@code value} of one. Where a type holds itself, the schema has {@code $defs} and
 * refers to them.
 *
 * <p>Reading is strict: what does not fit is refused, with its place. Numbers are exact. A field
 * that is missing is refused too, unless it may be null.
 *
 * @param <T> the type
 */
public final class JsonType<T> {
  private static final String WRAPPED = "value";

  private final Class<?> type;
  private final Form form;
  private final boolean wrapped;
  private final String name;
  private final String schema;
  private final boolean strict;

  private JsonType(
      Class<?> type, Form form, boolean wrapped, String name, String schema, boolean strict) {
    this.type = type;
    this.form = form;
    this.wrapped = wrapped;
    this.name = name;
    this.schema = schema;
    this.strict = strict;
  }

  /**
   * {@return the type} It is made once for each class, and kept as long as the class is, memory
   * permitting.
   *
   * @throws IllegalArgumentException if a part of it has no JSON; names the part
   */
  public static <T> JsonType<T> of(Class<T> type) {
    return KnownTypes.of(type);
  }

  /**
   * {@return the type of lists of these}
   *
   * @throws IllegalArgumentException if a part of it has no JSON; names the part
   */
  public static <T> JsonType<List<T>> listOf(Class<T> element) {
    return make(new KnownType(List.class, List.of(KnownType.of(element))));
  }

  /** Makes the type anew. The caller sees to it that it is a {@code T}. */
  static <T> JsonType<T> make(KnownType type) {
    Form form = Forms.of(type);
    boolean wrapped = !(form instanceof RecordForm);
    Definitions definitions = new Definitions();
    Map<String, @Nullable Object> schema =
        form instanceof RecordForm record
            ? record.body(definitions)
            : ObjectSchema.of(new LinkedHashMap<>(Map.of(WRAPPED, form.schema(definitions))));
    if (!definitions.bodies().isEmpty()) {
      schema.put("$defs", definitions.bodies());
    }
    String plain = type.toString().replaceAll("[^A-Za-z0-9_-]+", "_");
    return new JsonType<>(
        type.raw(),
        form,
        wrapped,
        plain.substring(0, Math.min(plain.length(), 64)),
        JsonText.write(schema),
        true);
  }

  /**
   * {@return this type, reading past fields that it does not know, whatever JSON is in them} Only
   * that they are nested too deep, or that one is there twice, is still refused. Default: they are
   * refused.
   */
  public JsonType<T> ignoringUnknownFields() {
    return new JsonType<>(type, form, wrapped, name, schema, false);
  }

  /** {@return the JSON schema, on one line; the same in every process} */
  public String schema() {
    return schema;
  }

  /**
   * {@return the form of an answer, for a request or the settings of a {@code Conversation}}
   * Strict; its name is the type's.
   */
  public ResponseFormat format() {
    return new ResponseFormat.JsonSchema(name, schema, true);
  }

  /**
   * {@return the value that the JSON says}
   *
   * @throws UnreadableDataException if it does not fit; with the place, and as its cause the {@link
   *     RuntimeException} of a record's constructor where that throws one. What else a constructor
   *     throws, such as an {@link Error}, is thrown as it is
   */
  public T read(String json) {
    try {
      return readFitting(json);
    } catch (Misfit e) {
      throw e.unreadable();
    }
  }

  /**
   * {@return the value that the text of the answer says}
   *
   * @throws InvalidAnswerException if it does not fit, or is no answer: it was cut off, or the
   *     model refused, or called tools, whatever it said beside that; with the exceptions of
   *     constructors as for {@link #read(String)}
   */
  public T read(Completion answer) {
    return new AnswerText(answer).read(this);
  }

  /**
   * {@return the JSON of a value, on one line} {@link #read(String)} makes an equal value of it.
   *
   * @throws IllegalArgumentException if it cannot be read again, such as a number that is not
   *     finite or something out of bounds; names the place, never the value
   */
  public String write(T value) {
    requireNonNull(value, "value");
    Place place = Place.root(strict);
    try {
      Place at = wrapped ? place.field(WRAPPED) : place;
      Object tree = form.write(value, at); // Null is an Optional that is empty.
      return JsonText.write(wrapped ? Collections.singletonMap(WRAPPED, tree) : tree);
    } catch (Misfit e) {
      throw new IllegalArgumentException(
          "A " + name + " cannot be written as JSON: " + e.placed(), e.getCause());
    }
  }

  /**
   * {@return the value}
   *
   * @throws Misfit if it does not fit
   */
  T readFitting(String json) {
    Object tree = JsonText.parse(json);
    Place place = Place.root(strict);
    Object value;
    if (wrapped) {
      Map<?, ?> fields = ObjectSchema.fields(tree, place);
      ObjectSchema.refuseUnknown(fields, List.of(WRAPPED), place);
      if (!fields.containsKey(WRAPPED)) {
        throw place.field(WRAPPED).wrong("is missing");
      }
      value = form.read(fields.get(WRAPPED), place.field(WRAPPED));
    } else {
      value = form.read(tree, place);
    }
    @SuppressWarnings("unchecked") // The form is that of the type.
    T typed = (T) requireNonNull(value);
    return typed;
  }

  /** {@return the name of the type, as providers see it} */
  String name() {
    return name;
  }

  @Override
  public String toString() {
    return "JsonType[" + type.getName() + "]";
  }
}
