package dev.parley.json;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value of a parsed text, which knows where it stands there.
 *
 * @param text the characters that a text stands for; of a number, its spelling
 * @param items the elements of an array
 * @param fields the fields of an object, in their order
 * @param repeated a name that two fields of the object have
 * @param height how deep arrays and objects are nested in it, itself included
 */
record JsonValue(
    Kind kind,
    String source,
    int start,
    int end,
    String text,
    List<JsonValue> items,
    Map<String, JsonValue> fields,
    @Nullable String repeated,
    int height) {

  enum Kind {
    OBJECT("an object"),
    ARRAY("an array"),
    TEXT("a text"),
    NUMBER("a number"),
    TRUTH("true or false"),
    NULL("null");

    final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  static JsonValue leaf(Kind kind, String source, int start, int end, String text) {
    return new JsonValue(kind, source, start, end, text, List.of(), Map.of(), null, 0);
  }

  /** The value as it is spelled in the text. */
  String raw() {
    return source.substring(start, end);
  }

  /** Its place and kind only: the content may be private. */
  @Override
  public String toString() {
    return kind + " at " + start;
  }
}
