package dev.parley.chatcompletions.internal;

import static dev.parley.chatcompletions.internal.Wire.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random changes to what servers send, as servers and networks make them, and worse. */
final class Changes {
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "false",
          "0",
          "-1",
          "7",
          "1.5",
          "1e999999999",
          "-1e-999999999",
          "99999999999999999999",
          "''",
          "' '",
          "'x'",
          "'null'",
          "'\\uD83D'",
          "'stop'",
          "'length'",
          "[]",
          "{}",
          "[null]",
          "[[]]",
          "[{}]",
          "{'':{}}",
          "{'index':0}",
          "[1,'a',{}]",
          "'AQ=='");

  private Changes() {}

  /** Replaces, removes or adds something, somewhere. */
  static void in(JsonNode chunk, Random random) {
    List<JsonNode> places = new ArrayList<>();
    collect(chunk, places);
    JsonNode place = places.get(random.nextInt(places.size()));
    JsonNode value =
        random.nextInt(4) == 0
            ? places.get(random.nextInt(places.size())).deepCopy()
            : parse(VALUES.get(random.nextInt(VALUES.size())));
    if (place instanceof ArrayNode array) {
      array.insert(array.isEmpty() ? 0 : random.nextInt(array.size() + 1), value);
    } else if (place instanceof ObjectNode object) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      String name = names.isEmpty() ? "new" : names.get(random.nextInt(names.size()));
      if (random.nextInt(5) == 0) {
        object.remove(name);
      } else {
        object.set(name, value);
      }
    }
  }

  private static void collect(JsonNode node, List<JsonNode> places) {
    if (node.isContainerNode()) {
      places.add(node);
      node.forEach(child -> collect(child, places));
    }
  }

  static JsonNode parse(String quoted) {
    return Json.parse(json(quoted)).orElseGet(JsonNodeFactory.instance::nullNode);
  }

  /** Replaces, removes or adds a few bytes. */
  static byte[] of(byte[] bytes, Random random) {
    int from = random.nextInt(bytes.length + 1);
    int to = Math.min(bytes.length, from + random.nextInt(4));
    byte[] piece = new byte[random.nextInt(4)];
    random.nextBytes(piece);
    if (random.nextBoolean()) {
      String[] pieces = {"\n", "\r\n", "\n\n", "data:", "{", "}", "\"", ",", "[", "\\u", ":"};
      piece = pieces[random.nextInt(pieces.length)].getBytes(StandardCharsets.US_ASCII);
    }
    ByteArrayOutputStream changed = new ByteArrayOutputStream();
    changed.write(bytes, 0, from);
    changed.writeBytes(piece);
    changed.write(bytes, to, bytes.length - to);
    return changed.toByteArray();
  }
}
