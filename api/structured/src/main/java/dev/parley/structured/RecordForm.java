package dev.parley.structured;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A form of records: objects, read through the canonical constructor. */
final class RecordForm extends NamedForm {
  /** The field that tells the records of a sealed interface apart. */
  static final String TAG = "type";

  private final Class<?> type;
  private final Constructor<?> constructor;
  private final String description;
  private List<RecordField> fields = List.of();
  private List<String> names = List.of();

  /** A form whose fields are {@linkplain #complete told later}: they may need the form itself. */
  RecordForm(KnownType type, Constructor<?> constructor) {
    super(type.toString());
    this.type = type.raw();
    this.constructor = constructor;
    this.description = Names.description(type.raw());
  }

  void complete(List<RecordField> value) {
    fields = List.copyOf(value);
    names = fields.stream().map(RecordField::name).toList();
  }

  Class<?> type() {
    return type;
  }

  @Override
  Map<String, @Nullable Object> body(Definitions definitions) {
    return body(definitions, new LinkedHashMap<>());
  }

  /** {@return the schema of one of several records, which its tag tells from the others} */
  Map<String, @Nullable Object> body(Definitions definitions, String tag) {
    Map<String, @Nullable Object> word = Keywords.of("type", "string");
    word.put("enum", List.of(tag));
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put(TAG, word);
    return body(definitions, properties);
  }

  private Map<String, @Nullable Object> body(
      Definitions definitions, Map<String, Object> properties) {
    for (RecordField field : fields) {
      properties.put(field.name(), field.schema(definitions));
    }
    return Keywords.described(ObjectSchema.of(properties), description);
  }

  @Override
  public Object read(@Nullable Object json, Place place) {
    Map<?, ?> object = ObjectSchema.fields(json, place);
    ObjectSchema.refuseUnknown(object, names, place);
    return construct(object, place);
  }

  /** {@return a record from an object that has a tag} */
  Object readTagged(Map<?, ?> object, Place place) {
    Map<Object, @Nullable Object> untagged = new LinkedHashMap<>(object);
    untagged.remove(TAG);
    return read(untagged, place);
  }

  private Object construct(Map<?, ?> object, Place place) {
    @Nullable Object[] arguments = new @Nullable Object[fields.size()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = fields.get(i).read(object, place);
    }
    try {
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException refusal) {
        throw Misfit.refused(
            place.pointer(), "the constructor of " + name() + " refuses it", refusal);
      }
      // Not about the value: the program is broken, and must hear of it.
      return RecordForm.<RuntimeException>rethrow(requireNonNull(e.getCause()));
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      // Nor is this: the fields were to be of the types that the constructor takes.
      throw new IllegalStateException(type + " could be made when its schema was made", e);
    }
  }

  /** Never returns. Throws checked exceptions too: a constructor may throw past the compiler. */
  @SuppressWarnings("unchecked") // Nothing is cast: the compiler alone takes it for an X.
  private static <X extends Throwable> Object rethrow(Throwable thrown) throws X {
    throw (X) thrown;
  }

  @Override
  public Map<String, @Nullable Object> write(@Nullable Object value, Place place) {
    return write(value, new LinkedHashMap<>(), place);
  }

  Map<String, @Nullable Object> writeTagged(Object value, String tag, Place place) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put(TAG, tag);
    return write(value, object, place);
  }

  private Map<String, @Nullable Object> write(
      @Nullable Object value, Map<String, @Nullable Object> object, Place place) {
    if (value == null) {
      throw place.wrong("must be a " + name() + ", not null");
    }
    for (RecordField field : fields) {
      object.put(field.name(), field.write(value, place));
    }
    return object;
  }

  @Override
  boolean bodyEnds(Set<Form> within) {
    return fields.stream().allMatch(field -> field.form().ends(within));
  }
}
