package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads and writes JSON trees. Reads never put the text into the messages of exceptions. */
final class Json {
  static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  // A sound is one string: what bounds it is the size of the whole answer.
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxStringLength(AnswerReader.LARGEST_ANSWER)
                          .build())
                  .build())
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private Json() {}

  /** The tree of a whole text; empty if it is blank or not JSON. */
  static Optional<JsonNode> parse(String text) {
    try {
      return present(MAPPER.readTree(text));
    } catch (JsonProcessingException | NumberFormatException e) { // An exponent beyond any int.
      return Optional.empty();
    }
  }

  /** The tree of UTF-8 bytes; empty if they are blank or not JSON. */
  static Optional<JsonNode> parse(byte[] bytes, int start, int length) {
    try {
      return present(MAPPER.readTree(bytes, start, length));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<JsonNode> present(@Nullable JsonNode node) {
    return node == null || node.isMissingNode() ? Optional.empty() : Optional.of(node);
  }

  /** An object as a map of Java's own types; empty if it is none. */
  static Optional<Map<String, Object>> object(JsonNode node) {
    return node.isObject()
        ? Optional.of(MAPPER.convertValue(node, new TypeReference<Map<String, Object>>() {}))
        : Optional.empty();
  }

  /** The text of a field; empty if it is no text, or an empty one. */
  static String text(JsonNode object, String field) {
    JsonNode value = object.path(field);
    return value.isTextual() ? value.textValue() : "";
  }
}
