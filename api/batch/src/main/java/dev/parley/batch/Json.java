package dev.parley.batch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.parley.json.ParleyJson;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as maps, lists, texts, numbers, booleans and null. */
final class Json {
  private static final int DEEPEST = 200;

  static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          // Names are of whoever wrote the file; a cache of them would only grow.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxStringLength(LineReader.LONGEST)
                  .build())
          .build();

  /**
   * Of what a batch wrote: that has values of providers within, which may be as they like. No
   * deeper than messages may be with the rest around them.
   */
  private static final JsonFactory LOGGED =
      new JsonFactoryBuilder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(2 * ParleyJson.DEEPEST)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  /** JSON that is not taken apart. */
  record Raw(String text) {}

  private Json() {}

  /**
   * Reads one value.
   *
   * @throws UnreadableRow that says where it is not JSON, and shows nothing of it
   */
  static @Nullable Object read(byte[] text) throws UnreadableRow {
    return read(FACTORY, decoded(text), Json::value);
  }

  /**
   * Reads an object that a batch wrote. An object that is its field {@code raw} becomes a {@link
   * Raw}.
   *
   * @throws UnreadableRow as {@link #read} does
   */
  static @Nullable Object readLogged(byte[] line, String raw) throws UnreadableRow {
    String text = decoded(line);
    return read(
        LOGGED,
        text,
        parser ->
            parser.currentToken() == JsonToken.START_OBJECT
                ? object(
                    parser,
                    name ->
                        name.equals(raw) && parser.currentToken() == JsonToken.START_OBJECT
                            ? raw(parser, text)
                            : value(parser))
                : value(parser));
  }

  private static Raw raw(JsonParser parser, String text) throws IOException {
    int begin = Math.toIntExact(parser.currentTokenLocation().getCharOffset());
    parser.skipChildren();
    return new Raw(
        text.substring(begin, Math.toIntExact(parser.currentLocation().getCharOffset())));
  }

  /** Reads a value at a parser's token. */
  private interface Reading {
    @Nullable Object value(JsonParser parser) throws IOException, UnreadableRow;
  }

  /** Reads a field's value, at which the parser is. */
  private interface FieldReading {
    @Nullable Object value(String name) throws IOException, UnreadableRow;
  }

  private static @Nullable Object read(JsonFactory factory, String text, Reading reading)
      throws UnreadableRow {
    try (JsonParser parser = factory.createParser(text)) {
      parser.nextToken();
      Object value = reading.value(parser);
      if (parser.nextToken() != null) {
        throw new UnreadableRow(
            "has something after its JSON, at column "
                + parser.currentTokenLocation().getColumnNr());
      }
      return value;
    } catch (JsonProcessingException e) {
      // Its message shows what it met.
      int column = e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
      throw new UnreadableRow("is not JSON as it may be here, at column " + column);
    } catch (NumberFormatException e) {
      throw new UnreadableRow("has a number that is too large or too small");
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Never: it is read from memory.
    }
  }

  /** Not by the parser, which would take some bytes for another encoding. */
  private static String decoded(byte[] text) throws UnreadableRow {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
    } catch (CharacterCodingException e) {
      throw new UnreadableRow("is not UTF-8");
    }
  }

  private static @Nullable Object value(JsonParser parser) throws IOException, UnreadableRow {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new UnreadableRow("is not JSON as it may be here, at column 1");
    }
    return switch (token) {
      case START_OBJECT -> object(parser, name -> value(parser));
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> parser.getNumberValue();
      case VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private static Map<String, @Nullable Object> object(JsonParser parser, FieldReading reading)
      throws IOException, UnreadableRow {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      object.put(name, reading.value(name));
    }
    return object;
  }

  private static List<@Nullable Object> array(JsonParser parser) throws IOException, UnreadableRow {
    List<@Nullable Object> array = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(value(parser));
    }
    return array;
  }

  /** The value as JSON. */
  static String write(@Nullable Object value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = FACTORY.createGenerator(text)) {
      write(out, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Never: it goes into memory.
    }
    return text.toString();
  }

  private static void write(JsonGenerator out, @Nullable Object value) throws IOException {
    if (value instanceof Map<?, ?> object) {
      out.writeStartObject();
      for (Map.Entry<?, ?> field : object.entrySet()) {
        out.writeFieldName(String.valueOf(field.getKey()));
        write(out, field.getValue());
      }
      out.writeEndObject();
    } else if (value instanceof List<?> array) {
      out.writeStartArray();
      for (Object each : array) {
        write(out, each);
      }
      out.writeEndArray();
    } else if (value instanceof String text) {
      out.writeString(text);
    } else if (value instanceof Boolean truth) {
      out.writeBoolean(truth);
    } else if (value instanceof BigInteger number) {
      out.writeNumber(number);
    } else if (value instanceof BigDecimal number) {
      out.writeNumber(number);
    } else if (value instanceof Number number) {
      out.writeNumber(number.longValue());
    } else {
      out.writeNull();
    }
  }
}
