package dev.parley.structured;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.parley.error.UnreadableDataException.Kind;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON texts as trees of plain values: a {@code Map} in the order of the text, a {@code List}, a
 * {@code String}, a {@link JsonNumber}, a {@code Boolean} or null; where it is JSON that no value
 * is made of, a {@link Flaw}. When writing, any {@code Number} of the JDK may stand for a number.
 */
final class JsonText {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              // The text is in memory already: what is bounded is what would cost more than it.
              StreamReadConstraints.builder()
                  // One more than there may be places: what is empty has none in it.
                  .maxNestingDepth(Place.DEEPEST + 1)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          // Names come from outside: no table that they could fill or make slow.
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private JsonText() {}

  static JsonParser parser(String text) throws IOException {
    return FACTORY.createParser(text);
  }

  /**
   * {@return what the text says}
   *
   * @throws Misfit if it is not one JSON value
   */
  static @Nullable Object parse(String text) {
    try (JsonParser parser = parser(text)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw Misfit.malformed(0, "there is nothing; JSON must be here");
      }
      Object value = value(parser, first);
      if (parser.nextToken() != null) {
        throw Misfit.malformed(offset(parser), "something stands behind the JSON");
      }
      return value;
    } catch (StreamConstraintsException e) {
      throw Misfit.of(Kind.TOO_LARGE, "", "it is nested deeper than " + Place.DEEPEST + " levels");
    } catch (JsonEOFException e) {
      throw Misfit.malformed(text.length(), "it ends before the JSON does");
    } catch (JsonProcessingException e) {
      // Without the cause, whose message quotes the text.
      throw Misfit.malformed(e.getLocation().getCharOffset(), "it is not JSON from here on");
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Nothing is read from outside.
    }
  }

  private static @Nullable Object value(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> text(parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser.getText());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw Misfit.malformed(offset(parser), "it is not JSON from here on");
    };
  }

  private static List<@Nullable Object> array(JsonParser parser) throws IOException {
    List<@Nullable Object> elements = new ArrayList<>();
    for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
      elements.add(value(parser, t));
    }
    return elements;
  }

  private static Object object(JsonParser parser) throws IOException {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    boolean twice = false;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      twice |= fields.containsKey(name);
      fields.put(name, value(parser, parser.nextToken()));
    }
    return twice ? Flaw.TWICE : fields;
  }

  /** {@return the text, or the flaw of one that cannot be written down again} */
  static Object text(String text) {
    return isWhole(text) ? text : Flaw.HALF;
  }

  /** {@return the text, which must be one that can be read again} */
  static String whole(String text, Place place) {
    if (text(text) instanceof Flaw flaw) {
      throw flaw.at(place);
    }
    return text;
  }

  private static boolean isWhole(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return false;
      }
    }
    return true;
  }

  /** {@return the number, or the flaw of one that is too long} */
  static Object number(String text) {
    if (text.length() > JsonNumber.LONGEST_TEXT) {
      return Flaw.LONG;
    }
    BigDecimal decimal;
    try {
      decimal = new BigDecimal(text);
    } catch (NumberFormatException e) { // Its exponent alone is too long.
      return Flaw.LONG;
    }
    return JsonNumber.isBounded(decimal) ? new JsonNumber(text, decimal) : Flaw.LONG;
  }

  private static long offset(JsonParser parser) {
    return parser.currentTokenLocation().getCharOffset();
  }

  /** {@return the text of a tree, on one line} */
  static String write(@Nullable Object tree) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = FACTORY.createGenerator(text)) {
      write(out, tree);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Nothing is written to outside.
    }
    return text.toString();
  }

  private static void write(JsonGenerator out, @Nullable Object value) throws IOException {
    if (value == null) {
      out.writeNull();
    } else if (value instanceof String text) {
      out.writeString(text);
    } else if (value instanceof Boolean truth) {
      out.writeBoolean(truth);
    } else if (value instanceof Map<?, ?> object) {
      out.writeStartObject();
      for (Map.Entry<?, ?> field : object.entrySet()) {
        out.writeFieldName((String) field.getKey());
        write(out, field.getValue());
      }
      out.writeEndObject();
    } else if (value instanceof List<?> array) {
      out.writeStartArray();
      for (Object element : array) {
        write(out, element);
      }
      out.writeEndArray();
    } else {
      writeNumber(out, value);
    }
  }

  private static void writeNumber(JsonGenerator out, Object value) throws IOException {
    if (value instanceof BigDecimal number) {
      out.writeNumber(number);
    } else if (value instanceof BigInteger number) {
      out.writeNumber(number);
    } else if (value instanceof Number number) {
      out.writeNumber(number.toString());
    } else {
      throw new IllegalArgumentException("No part of JSON: " + value.getClass().getName());
    }
  }
}
