package dev.parley.json;

import dev.parley.json.JsonValue.Kind;
import dev.parley.json.internal.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Documents as a newer version might have written them: with more fields and kinds of parts. */
final class NewerText {
  /** Their fields are named by what is told, not by the form. */
  private static final Set<String> NAMED_FROM_OUTSIDE =
      Set.of("providerData", "providerFields", "details", "rateLimits", "options");

  private static final List<String> PARTS =
      List.of(
          "{\"type\":\"hologram\",\"volume\":1.0}",
          "{\"depth\" : 1e2, \"type\":\"scent\", \"providerData\":[\"\\u0041\"]}",
          "{\"type\":\"image\",\"stream\":\"rtsp\",\"detail\":null}",
          "{\"type\":\"video\",\"content\":[{\"type\":\"text\"}]}");

  private final Some some;
  private final Map<Integer, String> insertions = new TreeMap<>();
  private final Map<String, String> fields = new LinkedHashMap<>();

  NewerText(Some some) {
    this.some = some;
  }

  /** The document with fields and parts put in at random. */
  String of(String text, boolean behindTheOthers) {
    insertions.clear();
    fields.clear();
    visit("", JsonTree.parse(text), behindTheOthers);
    StringBuilder newer = new StringBuilder();
    int copied = 0;
    for (Map.Entry<Integer, String> insertion : insertions.entrySet()) {
      newer.append(text, copied, insertion.getKey()).append(insertion.getValue());
      copied = insertion.getKey();
    }
    return newer.append(text, copied, text.length()).toString();
  }

  /** The fields that were put in, by their names, of which there are no two. */
  Map<String, String> fields() {
    return fields;
  }

  private void visit(String name, JsonValue value, boolean behindTheOthers) {
    if (value.kind() == Kind.OBJECT) {
      if (NAMED_FROM_OUTSIDE.contains(name)) {
        return;
      }
      if (some.below(3) == 0) {
        insertField(value, behindTheOthers);
      }
      // What an earlier insertion made a part of its own is kept as a whole.
      value.fields().forEach((field, inside) -> visit(field, inside, behindTheOthers));
    } else if (value.kind() == Kind.ARRAY) {
      if (name.equals("content") && some.below(3) == 0) {
        insertPart(value);
      }
      value.items().forEach(item -> visit("", item, behindTheOthers));
    }
  }

  private void insertField(JsonValue object, boolean behindTheOthers) {
    String name = "new" + fields.size() + some.fieldName();
    String json = some.of(Some.VALUES);
    fields.put(name, json);
    List<JsonValue> ends = new ArrayList<>(object.fields().values());
    int place = behindTheOthers ? ends.size() : some.below(ends.size() + 1);
    insert(object, ends, place, field(name, json));
  }

  static String field(String name, String json) {
    StringBuilder field = new StringBuilder();
    JsonText.quote(field, name);
    return field.append(':').append(json).toString();
  }

  private void insertPart(JsonValue array) {
    String part = some.of(PARTS);
    insert(array, array.items(), some.below(array.items().size() + 1), part);
  }

  private void insert(JsonValue into, List<JsonValue> ends, int place, String text) {
    if (place > 0) {
      insert(ends.get(place - 1).end(), "," + text);
    } else {
      insert(into.start() + 1, ends.isEmpty() ? text : text + ",");
    }
  }

  private void insert(int place, String text) {
    if (insertions.put(place, text) != null) {
      throw new IllegalStateException("Two insertions at " + place);
    }
  }
}
