package dev.parley.chat;

import java.util.Objects;

/** The form that the answer's text must have. */
public sealed interface ResponseFormat {
  /** Plain text. */
  ResponseFormat TEXT = Plain.TEXT;

  /** Some JSON object. Most providers want the word JSON in the messages too. */
  ResponseFormat JSON = Plain.JSON;

  /** {@return JSON that fits a schema, strictly} */
  static ResponseFormat jsonSchema(String name, String schemaJson) {
    return new JsonSchema(name, schemaJson, true);
  }

  /** A form without parameters. */
  enum Plain implements ResponseFormat {
    /** Plain text. */
    TEXT,
    /** Some JSON object. */
    JSON
  }

  /**
   * JSON that fits a schema.
   *
   * @param name what the schema describes: letters, digits, {@code _} and {@code -}; at most 64
   * @param schemaJson the JSON schema
   * @param strict whether the provider must keep to it; providers differ in what schemas they take
   */
  record JsonSchema(String name, String schemaJson, boolean strict) implements ResponseFormat {
    /** Checks the name by OpenAI's rule. */
    public JsonSchema {
      if (!name.matches("[A-Za-z0-9_-]{1,64}")) {
        throw new IllegalArgumentException(
            "A schema's name has 1 to 64 letters, digits, _ and -, this one does not: " + name);
      }
      Objects.requireNonNull(schemaJson, "schemaJson");
    }
  }
}
