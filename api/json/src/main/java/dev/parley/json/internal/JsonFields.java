package dev.parley.json.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of a JSON object, their values as they are spelled, so that they can be moved without
 * being understood. Every failure is an {@link IllegalArgumentException} that shows nothing of the
 * text.
 */
public final class JsonFields {
  private final Map<String, String> fields;

  private JsonFields(Map<String, String> fields) {
    this.fields = fields;
  }

  /** {@return the fields of the object that the whole text is} */
  public static JsonFields of(String object) {
    Map<String, String> fields = new LinkedHashMap<>();
    read(
        object,
        JsonToken.START_OBJECT,
        (parser, next) -> {
          String name = parser.currentName();
          JsonToken value = parser.nextToken();
          if (fields.put(name, spelling(object, parser, value)) != null) {
            throw malformed();
          }
        });
    return new JsonFields(fields);
  }

  /** {@return whether there is a field of that name} */
  public boolean has(String name) {
    return fields.containsKey(name);
  }

  /** {@return a text} */
  public String text(String name) {
    return unquote(raw(name));
  }

  /** {@return a text, if it is there} */
  public Optional<String> optionalText(String name) {
    return has(name) ? Optional.of(text(name)) : Optional.empty();
  }

  /** {@return a whole number} */
  public long number(String name) {
    return Long.parseLong(raw(name));
  }

  /** {@return the texts of an array; none if it is not there} */
  public List<String> texts(String name) {
    return has(name) ? elements(name).stream().map(JsonFields::unquote).toList() : List.of();
  }

  /** {@return the elements of an array, as they are spelled} */
  public List<String> elements(String name) {
    String array = raw(name);
    List<String> elements = new ArrayList<>();
    read(
        array,
        JsonToken.START_ARRAY,
        (parser, next) -> elements.add(spelling(array, parser, next)));
    return elements;
  }

  private String raw(String name) {
    String raw = fields.get(name);
    if (raw == null) {
      throw malformed();
    }
    return raw;
  }

  private interface Each {
    void at(JsonParser parser, JsonToken next) throws IOException;
  }

  /** Goes through an object or an array that is all of the text. */
  private static void read(String text, JsonToken begin, Each each) {
    try (JsonParser parser = JsonParsers.ofAnyDepth(text)) {
      if (parser.nextToken() != begin) {
        throw malformed();
      }
      for (JsonToken t = parser.nextToken(); !t.isStructEnd(); t = parser.nextToken()) {
        each.at(parser, t);
      }
      if (parser.nextToken() != null) {
        throw malformed();
      }
    } catch (IOException e) {
      throw malformed(); // Neither its message nor it as the cause: both may quote the text.
    }
  }

  /** The value that begins here. Leaves the parser behind it. */
  private static String spelling(String text, JsonParser parser, JsonToken first)
      throws IOException {
    int start = (int) parser.currentTokenLocation().getCharOffset();
    if (first.isNumeric()) {
      return parser.getText(); // The parser has looked further.
    } else if (first == JsonToken.VALUE_STRING) {
      parser.finishToken();
    } else {
      parser.skipChildren();
    }
    return text.substring(start, (int) parser.currentLocation().getCharOffset());
  }

  private static String unquote(String raw) {
    try (JsonParser parser = JsonParsers.ofAnyDepth(raw)) {
      if (parser.nextToken() != JsonToken.VALUE_STRING) {
        throw malformed();
      }
      return parser.getText();
    } catch (IOException e) {
      throw malformed();
    }
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException("It is not the JSON that was expected");
  }
}
