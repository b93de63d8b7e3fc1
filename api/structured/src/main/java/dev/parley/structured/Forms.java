package dev.parley.structured;

import java.lang.annotation.Annotation;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** Finds the forms of types. Not thread-safe; what it finds is. */
final class Forms {
  /** More than any model is told of: a generic record that holds ever more of itself. */
  private static final int MOST = 300;

  private final Map<KnownType, NamedForm> named = new HashMap<>();
  private final Set<KnownType> open = new HashSet<>();

  private Forms() {}

  /**
   * {@return the form of that type}
   *
   * @throws IllegalArgumentException if a part of it has none; names the part
   */
  static Form of(KnownType type) {
    Form form = new Forms().form(type, type.toString());
    if (!form.ends(Set.of())) {
      throw new IllegalArgumentException(
          type + " holds itself without an end; make that part an Optional or a List");
    }
    return form;
  }

  private Form form(KnownType type, String where) {
    Class<?> raw = type.raw();
    Form scalar = Scalars.of(raw);
    if (scalar != null) {
      return scalar;
    }
    if (raw.isEnum()) {
      return new EnumForm(raw, where);
    }
    if (raw == Optional.class) {
      Form content = form(type.argument(0, where), where);
      if (content instanceof OptionalForm) {
        throw new IllegalArgumentException(
            where + ": JSON cannot tell an Optional in an Optional from an empty one");
      }
      return OptionalForm.optional(content);
    }
    if (raw == OptionalInt.class) {
      return OptionalForm.ofInt(form(KnownType.of(int.class), where));
    }
    if (raw == OptionalLong.class) {
      return OptionalForm.ofLong(form(KnownType.of(long.class), where));
    }
    if (raw == OptionalDouble.class) {
      return OptionalForm.ofDouble(form(KnownType.of(double.class), where));
    }
    if (raw == List.class) {
      return ListForm.list(form(type.argument(0, where), where + "[]"));
    }
    if (raw == Set.class) {
      return ListForm.set(form(type.argument(0, where), where + "[]"));
    }
    if (raw == Map.class) {
      return map(type, where);
    }
    if (raw.isRecord() || (raw.isInterface() && raw.isSealed())) {
      return named(type.exactly(), where);
    }
    throw new IllegalArgumentException(
        where
            + ": there is no JSON for "
            + raw.getTypeName()
            + ". Use a record, an enum, a sealed interface of records, String, a number, boolean,"
            + " a List, Set, Map or Optional of these, UUID, URI, or LocalDate, Instant and their"
            + " like of java.time; arrays are Lists");
  }

  private Form map(KnownType type, String where) {
    Form key = form(type.argument(0, where), where + ".key");
    if (!(key instanceof ScalarForm || key instanceof EnumForm)) {
      throw new IllegalArgumentException(
          where + ": the keys of a Map are texts, numbers, enums and the like");
    }
    return new MapForm(key, form(type.argument(1, where), where + ".value"));
  }

  private Form named(KnownType type, String where) {
    NamedForm known = named.get(type);
    if (known == null) {
      return type.raw().isRecord() ? record(type, where) : union(type, where);
    }
    if (open.contains(type)) {
      known.markRecursive();
      return new LaterForm(known);
    }
    return known;
  }

  private void begin(KnownType type, NamedForm form, String where) {
    if (named.size() == MOST) {
      throw new IllegalArgumentException(
          where + ": there are more than " + MOST + " types in it; does one hold ever new ones?");
    }
    named.put(type, form);
    open.add(type);
  }

  private RecordForm record(KnownType type, String where) {
    RecordComponent[] components = type.raw().getRecordComponents();
    RecordForm form = new RecordForm(type, Reach.constructor(type.raw()));
    begin(type, form, where);
    List<RecordField> fields = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (RecordComponent component : components) {
      RecordField field = field(type, component, where + "." + component.getName());
      if (!names.add(field.name())) {
        throw new IllegalArgumentException(where + ": two fields are named " + field.name());
      }
      fields.add(field);
    }
    form.complete(fields);
    open.remove(type);
    return form;
  }

  private RecordField field(KnownType type, RecordComponent component, String where) {
    KnownType declared = type.inside(component.getGenericType(), where);
    Form form = form(declared, where);
    if (isNullable(component) && !form.mayBeMissing()) {
      if (declared.raw().isPrimitive()) {
        throw new IllegalArgumentException(where + ": a primitive is never null; use its class");
      }
      form = OptionalForm.nullable(form);
    }
    Bounds bounds = component.getAnnotation(Bounds.class);
    if (bounds != null) {
      form = BoundedForm.of(form, declared, bounds, where);
    }
    return new RecordField(
        Names.of(component, component.getName(), where),
        form,
        Names.description(component),
        Reach.accessor(component));
  }

  /** Any annotation of that name will do, as for the tools that check nulls. */
  private static boolean isNullable(RecordComponent component) {
    return Stream.of(component.getAnnotations(), component.getAnnotatedType().getAnnotations())
        .flatMap(Stream::of)
        .map((Annotation annotation) -> annotation.annotationType().getSimpleName())
        .anyMatch("Nullable"::equals);
  }

  private UnionForm union(KnownType type, String where) {
    UnionForm form = new UnionForm(type);
    begin(type, form, where);
    Map<String, RecordForm> records = new LinkedHashMap<>();
    Set<KnownType> kinds = recordsOf(type, where);
    if (kinds.isEmpty()) {
      throw new IllegalArgumentException(where + ": no record is a " + type);
    }
    for (KnownType kind : kinds) {
      String tag = Names.of(kind.raw(), kind.raw().getSimpleName(), where);
      Form record = named(kind, where + "(" + tag + ")");
      if (record instanceof LaterForm later) {
        // It is written out in this form, so that the circle is closed here.
        form.markRecursive();
        record = later.form();
      }
      if (records.put(tag, (RecordForm) record) != null) {
        throw new IllegalArgumentException(
            where + ": two records of " + type + " are named " + tag + "; tell them by @Name");
      }
    }
    form.complete(records);
    open.remove(type);
    records.values().forEach(record -> refuseTag(record, type, where));
    return form;
  }

  private void refuseTag(RecordForm record, KnownType type, String where) {
    // One that is still open is looked at by its components: its fields are not known yet.
    boolean tagged =
        Stream.of(record.type().getRecordComponents())
            .anyMatch(c -> Names.of(c, c.getName(), where).equals(RecordForm.TAG));
    if (tagged) {
      throw new IllegalArgumentException(
          where
              + ": "
              + record.name()
              + " has a field \""
              + RecordForm.TAG
              + "\", which tells the records of "
              + type
              + " apart; give the field another @Name");
    }
  }

  private static Set<KnownType> recordsOf(KnownType type, String where) {
    Set<KnownType> records = new LinkedHashSet<>();
    for (Class<?> permitted : type.raw().getPermittedSubclasses()) {
      if (!permitted.isRecord() && !(permitted.isInterface() && permitted.isSealed())) {
        throw new IllegalArgumentException(
            where + ": " + permitted.getName() + " of " + type + " is not a record");
      }
      Optional<KnownType> child = type.child(permitted, where);
      if (child.isPresent() && permitted.isRecord()) {
        records.add(child.get());
      } else if (child.isPresent()) {
        records.addAll(recordsOf(child.get(), where));
      }
    }
    return records;
  }
}
