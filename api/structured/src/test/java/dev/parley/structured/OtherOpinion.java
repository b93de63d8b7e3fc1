package dev.parley.structured;

import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.JacksonNode;
import java.net.URI;
import java.util.Map;

/** What an independent validator of JSON schemas says. */
final class OtherOpinion {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final Map<String, String> FORMATS =
      Map.of(
          "date", "[-0-9]{10}",
          "time", "[0-9]{2}:[0-9]{2}:[0-9]{2}(.[0-9]+)?(Z|.[0-9]{2}:[0-9]{2})",
          "date-time", "[-0-9]{10}T[0-9]{2}:[0-9]{2}:[0-9]{2}(.[0-9]+)?(Z|.[0-9]{2}:[0-9]{2})",
          "uuid", "[-0-9a-f]{36}");

  private final Validator validator =
      new ValidatorFactory().withJsonNodeFactory(new JacksonNode.Factory(MAPPER)).createValidator();
  private final URI schema;

  /**
   * An opinion by that schema, which must be valid itself. The validator does not look at formats,
   * so that patterns stand for them.
   */
  OtherOpinion(String schema) {
    String patterns = schema;
    for (Map.Entry<String, String> format : FORMATS.entrySet()) {
      patterns =
          patterns.replace(
              "\"format\":\"" + format.getKey() + "\"",
              "\"pattern\":\"^" + format.getValue() + "$\"");
    }
    assertFalse(patterns.contains("\"format\""), patterns);
    validator.registerSchema(tree(schema));
    this.schema = validator.registerSchema(tree(patterns));
  }

  static JsonNode tree(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError(json, e);
    }
  }

  boolean fits(String json) {
    return fits(tree(json));
  }

  boolean fits(JsonNode json) {
    return validator.validate(schema, json).isValid();
  }
}
