package dev.parley.json;

import static dev.parley.error.UnreadableDataException.Kind.MALFORMED;
import static dev.parley.error.UnreadableDataException.Kind.TOO_LARGE;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.parley.error.UnreadableDataException;
import dev.parley.json.JsonValue.Kind;
import dev.parley.json.internal.JsonParsers;
import dev.parley.json.internal.JsonText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Parses a whole text. The recursion goes no deeper than Jackson lets the text be nested. */
final class JsonTree {
  private final String source;
  private final JsonParser parser;

  private JsonTree(String source, JsonParser parser) {
    this.source = source;
    this.parser = parser;
  }

  /**
   * {@return the value that is all of the text}
   *
   * @throws UnreadableDataException if it is not JSON, too large or too deep
   */
  static JsonValue parse(String text) {
    return parse(text, ParleyJson.LARGEST);
  }

  static JsonValue parse(String text, int largest) {
    if (text.length() > largest) {
      throw new UnreadableDataException(
          TOO_LARGE,
          "",
          OptionalLong.empty(),
          "it has " + text.length() + " characters, of at most " + largest);
    }
    try (JsonParser parser = JsonParsers.of(text)) {
      return new JsonTree(text, parser).whole();
    } catch (StreamConstraintsException e) {
      throw at(e.getLocation(), TOO_LARGE, "it is nested deeper than " + ParleyJson.DEEPEST);
    } catch (JsonProcessingException e) {
      // Neither its message nor it as the cause: both quote the text.
      throw at(e.getLocation(), MALFORMED, "it is not JSON, or cut off");
    } catch (IOException e) {
      throw new IllegalStateException("Reading from memory failed", e);
    }
  }

  private static UnreadableDataException at(
      @Nullable JsonLocation place, UnreadableDataException.Kind kind, String problem) {
    long offset = place == null ? -1 : place.getCharOffset();
    return new UnreadableDataException(
        kind, "", offset < 0 ? OptionalLong.empty() : OptionalLong.of(offset), problem);
  }

  private JsonValue whole() throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null) {
      throw at(null, MALFORMED, "it is empty");
    }
    JsonValue value = value(first);
    if (parser.nextToken() != null) {
      throw at(parser.currentTokenLocation(), MALFORMED, "something follows the JSON value");
    }
    return value;
  }

  private JsonValue value(JsonToken token) throws IOException {
    int start = (int) parser.currentTokenLocation().getCharOffset();
    return switch (token) {
      case START_OBJECT -> object(start);
      case START_ARRAY -> array(start);
      case VALUE_STRING -> {
        String text = parser.getText(); // Only then does the parser stand behind the text.
        yield JsonValue.leaf(Kind.TEXT, source, start, end(), text);
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> leaf(Kind.NUMBER, start);
      case VALUE_TRUE, VALUE_FALSE -> leaf(Kind.TRUTH, start);
      default -> leaf(Kind.NULL, start);
    };
  }

  /** What is spelled as it is read; its end is known even where the parser looked further. */
  private JsonValue leaf(Kind kind, int start) throws IOException {
    String text = parser.getText();
    return JsonValue.leaf(kind, source, start, start + text.length(), text);
  }

  private JsonValue array(int start) throws IOException {
    List<JsonValue> items = new ArrayList<>();
    int height = 0;
    for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
      JsonValue item = value(t);
      height = Math.max(height, item.height());
      items.add(item);
    }
    return new JsonValue(Kind.ARRAY, source, start, end(), "", items, Map.of(), null, height + 1);
  }

  private JsonValue object(int start) throws IOException {
    Map<String, JsonValue> fields = new LinkedHashMap<>();
    String repeated = null;
    int height = 0;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      if (!JsonText.isWellFormed(name)) {
        throw at(parser.currentTokenLocation(), MALFORMED, "a field's name is no Unicode text");
      }
      JsonValue field = value(parser.nextToken());
      height = Math.max(height, field.height());
      if (fields.put(name, field) != null) {
        repeated = name;
      }
    }
    return new JsonValue(
        Kind.OBJECT, source, start, end(), "", List.of(), fields, repeated, height + 1);
  }

  private int end() {
    return (int) parser.currentLocation().getCharOffset();
  }
}
