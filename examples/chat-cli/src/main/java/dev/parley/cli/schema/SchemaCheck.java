package dev.parley.cli.schema;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.harrel.jsonschema.Error;
import dev.harrel.jsonschema.InvalidSchemaException;
import dev.harrel.jsonschema.JsonSchemaException;
import dev.harrel.jsonschema.SchemaResolver;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.JacksonNode;
import dev.parley.cli.process.UsageException;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Checks JSON against one schema. The drafts' own schemas are known, and nothing is fetched. */
final class SchemaCheck {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final Validator validator;
  private final URI schema;

  /**
   * A check by that schema.
   *
   * @throws UsageException if it is no valid schema
   */
  SchemaCheck(JsonNode schema) {
    SchemaReferences.check(schema);
    validator =
        new ValidatorFactory()
            .withJsonNodeFactory(new JacksonNode.Factory(MAPPER))
            .withSchemaResolver(reference -> SchemaResolver.Result.empty())
            .createValidator();
    try {
      this.schema = validator.registerSchema(schema);
    } catch (InvalidSchemaException e) {
      throw new UsageException("--schema is no JSON schema: " + first(e.getErrors()));
    } catch (JsonSchemaException | IllegalArgumentException e) {
      throw new UsageException("--schema cannot be used: " + e.getMessage());
    }
    try {
      validator.validate(this.schema, NullNode.instance); // A circle shows with any value.
    } catch (StackOverflowError e) { // The library follows a reference in a circle.
      throw new UsageException("--schema refers to itself without an end");
    }
  }

  /**
   * {@return the JSON of a text}
   *
   * @throws JsonProcessingException if it is none, or something stands behind it
   */
  static JsonNode parse(String text) throws JsonProcessingException {
    JsonNode read = MAPPER.readTree(text);
    if (read.isMissingNode()) {
      throw new JsonParseException(null, "there is nothing");
    }
    return read;
  }

  /** {@return what is wrong with the JSON, and where; nothing if it is of the form} */
  Optional<String> problem(JsonNode json) {
    try {
      List<Error> errors = validator.validate(schema, json).getErrors();
      return errors.isEmpty()
          ? Optional.empty()
          : Optional.of("the answer does not fit the schema " + first(errors));
    } catch (StackOverflowError e) { // The library calls itself for each level.
      return Optional.of(
          "the answer is nested too deeply to be checked, or the schema refers to itself without an"
              + " end");
    }
  }

  private static String first(List<Error> errors) {
    Error error = errors.get(0);
    String place = error.getInstanceLocation().isEmpty() ? "the top" : error.getInstanceLocation();
    boolean unknown = error.getEvaluationPath().endsWith("/additionalProperties");
    return "at " + place + ": " + (unknown ? "the schema has no such field" : error.getError());
  }
}
