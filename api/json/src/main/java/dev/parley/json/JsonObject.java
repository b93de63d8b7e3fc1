package dev.parley.json;

import static dev.parley.error.UnreadableDataException.Kind.NEWER_VERSION;
import static dev.parley.error.UnreadableDataException.Kind.WRONG_FORM;

import dev.parley.error.UnreadableDataException;
import dev.parley.json.JsonValue.Kind;
import dev.parley.message.Extras;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * An object that is being read. A field that is asked for and understood is taken; {@link #extras}
 * has those that are left, here and in the objects inside.
 */
final class JsonObject {
  private final JsonValue value;
  private final String pointer;
  private final Map<String, JsonValue> left;
  private final Map<String, JsonObject> opened = new LinkedHashMap<>();

  private JsonObject(JsonValue value, String pointer) {
    this.value = value;
    this.pointer = pointer;
    if (value.kind() != Kind.OBJECT) {
      throw error(pointer, value, Kind.OBJECT);
    }
    if (value.repeated() != null) {
      throw wrong("it has two fields of one name");
    }
    left = new LinkedHashMap<>(value.fields());
  }

  /** The object that a whole text is, of a version that can be read. */
  static JsonObject document(String text) {
    JsonObject document = new JsonObject(JsonTree.parse(text), "");
    long version = document.number("v");
    if (version > ParleyJson.VERSION) {
      throw document.error(
          NEWER_VERSION,
          "it is of version "
              + version
              + " of the form, and this Parley reads version "
              + ParleyJson.VERSION
              + "; read it with a newer one");
    } else if (version < 1) {
      throw document.wrong("\"v\" is no version of the form");
    }
    return document;
  }

  /** The object that an embedded text is. */
  static JsonObject embedded(String text) {
    return new JsonObject(JsonTree.parse(text), "");
  }

  /** The object as it is spelled. */
  String raw() {
    return value.raw();
  }

  /** Takes all fields: the whole is kept, so that nobody around it has to keep them. */
  void take() {
    left.clear();
    opened.clear();
  }

  String text(String name) {
    return required(name, optionalText(name));
  }

  Optional<String> optionalText(String name) {
    return optional(name, Kind.TEXT).map(JsonValue::text);
  }

  /** A field whose value {@code form} makes of its text; the error of a wrong one is ours. */
  <T> T text(String name, Function<String, T> form) {
    return required(name, optionalText(name, form));
  }

  <T> Optional<T> optionalText(String name, Function<String, T> form) {
    return optional(name, Kind.TEXT).map(text -> formed(text, name, form));
  }

  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (JsonValue item : array(name)) {
      texts.add(require(item, Kind.TEXT, name).text());
    }
    return texts;
  }

  Map<String, String> textsByName(String name) {
    Map<String, String> texts = new LinkedHashMap<>();
    object(name).ifPresent(o -> o.names().forEach(key -> texts.put(key, o.text(key))));
    return texts;
  }

  long number(String name) {
    return required(name, optionalNumber(name, Long::valueOf));
  }

  int integer(String name) {
    return required(name, optionalNumber(name, Integer::valueOf));
  }

  OptionalLong optionalNumber(String name) {
    Optional<Long> number = optionalNumber(name, Long::valueOf);
    return number.isPresent() ? OptionalLong.of(number.get()) : OptionalLong.empty();
  }

  <T extends Number> Optional<T> optionalNumber(String name, Function<String, T> form) {
    return optional(name, Kind.NUMBER).map(number -> formed(number, name, form));
  }

  /** A number, or the name of one of the three that JSON cannot hold. */
  double decimal(String name) {
    JsonValue found = required(name, any(name));
    return formed(found, name, spelled -> Numbers.decimal(found.kind(), spelled));
  }

  /** As ISO 8601 has it. */
  Duration duration(String name) {
    return required(name, optionalDuration(name));
  }

  Optional<Duration> optionalDuration(String name) {
    return optionalText(
        name,
        text -> {
          try {
            return Duration.parse(text);
          } catch (DateTimeException e) {
            throw new IllegalArgumentException(e);
          }
        });
  }

  /** Whether it is there and true. */
  boolean flag(String name) {
    return optionalFlag(name).orElse(false);
  }

  Optional<Boolean> optionalFlag(String name) {
    return optional(name, Kind.TRUTH).map(truth -> truth.text().equals("true"));
  }

  /** A constant of an enum; empty, and not taken, if the word is unknown. */
  <E extends Enum<E>> Optional<E> word(String name, Class<E> type) {
    required(name, Optional.ofNullable(left.get(name)));
    return optionalWord(name, type);
  }

  <E extends Enum<E>> Optional<E> optionalWord(String name, Class<E> type) {
    JsonValue found = left.get(name);
    if (found == null) {
      return Optional.empty();
    }
    String word = require(found, Kind.TEXT, name).text();
    for (E constant : type.getEnumConstants()) {
      if (JsonWriter.word(constant).equals(word)) {
        left.remove(name);
        return Optional.of(constant);
      }
    }
    return Optional.empty();
  }

  Optional<JsonObject> object(String name) {
    return understood(name, Optional::of);
  }

  <T> T object(String name, Function<JsonObject, T> form) {
    return form.apply(required(name, object(name)));
  }

  /** Puts back what was taken, after all. */
  void leave(String name) {
    left.put(name, required(name, Optional.ofNullable(value.fields().get(name))));
  }

  /** What {@code form} makes of an object; the field is not taken if that is nothing. */
  <T> Optional<T> understood(String name, Function<JsonObject, Optional<T>> form) {
    JsonValue found = left.get(name);
    if (found == null) {
      return Optional.empty();
    }
    JsonObject inside = new JsonObject(found, Kept.below(pointer, name));
    Optional<T> made = form.apply(inside);
    if (made.isPresent()) {
      left.remove(name);
      opened.put(Kept.below("", name), inside);
    }
    return made;
  }

  /** What {@code form} makes of each object of an array; of no array, nothing. */
  <T> List<T> list(String name, Function<JsonObject, T> form) {
    List<T> made = new ArrayList<>();
    for (JsonValue item : array(name)) {
      String place = Kept.below(Kept.below("", name), String.valueOf(made.size()));
      JsonObject inside = new JsonObject(item, pointer + place);
      made.add(form.apply(inside));
      opened.put(place, inside);
    }
    return made;
  }

  /** A value of any kind. */
  Optional<JsonValue> any(String name) {
    return Optional.ofNullable(left.remove(name));
  }

  /** The names of the fields that are left. */
  List<String> names() {
    return List.copyOf(left.keySet());
  }

  /** Provider data, and all that is left. Comes last. */
  Extras extras() {
    Extras extras = Extras.NONE;
    for (Map.Entry<String, String> data : textsByName("providerData").entrySet()) {
      extras = extras.withProviderData(data.getKey(), data.getValue());
    }
    Map<String, String> unknown = new LinkedHashMap<>();
    drain("", unknown);
    for (Map.Entry<String, String> field : unknown.entrySet()) {
      extras = extras.withUnknownField(field.getKey(), field.getValue());
    }
    return extras;
  }

  private void drain(String place, Map<String, String> into) {
    left.forEach((name, json) -> into.put(Kept.key(place, name), json.raw()));
    left.clear();
    opened.forEach((name, inside) -> inside.drain(place + name, into));
    opened.clear();
  }

  /** What {@code maker} makes; its complaints about what it is given become ours. */
  <T> T made(Supplier<T> maker) {
    try {
      return maker.get();
    } catch (IllegalArgumentException e) {
      // Its message may quote the text.
      throw wrong("its fields hold what they must not");
    }
  }

  UnreadableDataException wrong(String problem) {
    return error(WRONG_FORM, problem);
  }

  private UnreadableDataException error(UnreadableDataException.Kind kind, String problem) {
    return error(kind, pointer, value, problem);
  }

  private static UnreadableDataException error(
      UnreadableDataException.Kind kind, String pointer, JsonValue value, String problem) {
    return new UnreadableDataException(kind, pointer, OptionalLong.of(value.start()), problem);
  }

  private List<JsonValue> array(String name) {
    return optional(name, Kind.ARRAY).map(JsonValue::items).orElse(List.of());
  }

  private Optional<JsonValue> optional(String name, Kind kind) {
    JsonValue found = left.remove(name);
    return found == null ? Optional.empty() : Optional.of(require(found, kind, name));
  }

  private <T> T required(String name, Optional<T> found) {
    return found.orElseThrow(() -> wrong("the field \"" + name + "\" is missing"));
  }

  private <T> T formed(JsonValue found, String name, Function<String, T> form) {
    try {
      return form.apply(found.text());
    } catch (IllegalArgumentException e) {
      throw error(WRONG_FORM, Kept.below(pointer, name), found, "the value cannot stand here");
    }
  }

  /** The value of a field, or of an element of one; its place is put together for an error only. */
  private JsonValue require(JsonValue found, Kind kind, String name) {
    if (found.kind() != kind) {
      throw error(Kept.below(pointer, name), found, kind);
    }
    return found;
  }

  private static UnreadableDataException error(String pointer, JsonValue value, Kind expected) {
    return error(
        WRONG_FORM, pointer, value, expected.words + " must be here, not " + value.kind().words);
  }
}
