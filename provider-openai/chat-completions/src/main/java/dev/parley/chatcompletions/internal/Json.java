package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/** Reads and writes JSON trees. Reads never put the text into the messages of exceptions. */
final class Json {
  /**
   * Jackson keeps buffers of 8 kB and more for each thread by default. A thread that reads a stream
   * mostly waits, and there may be thousands; only so many parse at a time as there are processors.
   */
  private static final int MOST_BUFFERS = 32;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          // A sound is one string: what bounds it is the size of the whole answer.
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(AnswerReader.LARGEST_ANSWER).build())
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .recyclerPool(JsonRecyclerPools.newBoundedPool(MOST_BUFFERS))
          .build();

  private Json() {}

  /** For what goes between trees and Java's own types; it is made when that is first needed. */
  private static final class Types {
    private static final JsonMapper MAPPER =
        JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();
  }

  /** The tree of a whole text; empty if it is blank or not JSON. */
  static Optional<JsonNode> parse(String text) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      return whole(parser);
    } catch (IOException | NumberFormatException e) { // An exponent beyond any int.
      return Optional.empty();
    }
  }

  /** The tree of UTF-8 bytes; empty if they are blank or not JSON. */
  static Optional<JsonNode> parse(byte[] bytes, int start, int length) {
    try (JsonParser parser = FACTORY.createParser(bytes, start, length)) {
      return whole(parser);
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** A parser of UTF-8 bytes, for who needs no tree. */
  static JsonParser parser(byte[] bytes) throws IOException {
    return FACTORY.createParser(bytes);
  }

  private static Optional<JsonNode> whole(JsonParser parser) throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null) {
      return Optional.empty();
    }
    JsonNode tree = JsonTree.read(parser, first);
    return parser.nextToken() == null ? Optional.of(tree) : Optional.empty();
  }

  /** The text of a tree. */
  static String write(JsonNode tree) {
    if (tree.isTextual()) { // Without a generator, which has much to set up.
      return '"'
          + new String(JsonStringEncoder.getInstance().quoteAsString(tree.textValue()))
          + '"';
    }
    StringWriter text = new StringWriter();
    try (JsonGenerator out = FACTORY.createGenerator(text)) {
      JsonTree.write(tree, out);
    } catch (IOException e) {
      throw new UncheckedIOException("Writing into memory failed", e);
    }
    return text.toString();
  }

  /** The tree of a value of Java's own types. */
  static JsonNode of(Object value) {
    return Types.MAPPER.valueToTree(value);
  }

  /** An object as a map of Java's own types; empty if it is none. */
  static Optional<Map<String, Object>> object(JsonNode node) {
    return node.isObject()
        ? Optional.of(Types.MAPPER.convertValue(node, new TypeReference<Map<String, Object>>() {}))
        : Optional.empty();
  }

  /** The text of a field; empty if it is no text, or an empty one. */
  static String text(JsonNode object, String field) {
    JsonNode value = object.path(field);
    return value.isTextual() ? value.textValue() : "";
  }
}
