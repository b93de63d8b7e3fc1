package dev.parley.chat;

import java.util.Objects;

/**
 * A tool that the model may call.
 *
 * @param name letters, digits, {@code _} and {@code -}; at most 64
 * @param description what it is for, to the model; may be empty
 * @param parametersJson the JSON schema of its arguments, an object
 * @param strict whether the provider must keep arguments to the schema, where it can
 */
public record ToolDefinition(
    String name, String description, String parametersJson, boolean strict) {
  /** The schema of a tool without arguments. */
  public static final String NO_PARAMETERS = "{\"type\":\"object\",\"properties\":{}}";

  /** Checks the name by OpenAI's rule, which is the narrowest. */
  public ToolDefinition {
    if (!name.matches("[A-Za-z0-9_-]{1,64}")) {
      throw new IllegalArgumentException(
          "A tool's name has 1 to 64 letters, digits, _ and -, this one does not: " + name);
    }
    Objects.requireNonNull(description, "description");
    if (parametersJson.isBlank()) {
      throw new IllegalArgumentException(
          "The parameters of tool " + name + " must be a JSON schema, not blank");
    }
  }

  /** {@return a tool that is not strict} */
  public static ToolDefinition of(String name, String description, String parametersJson) {
    return new ToolDefinition(name, description, parametersJson, false);
  }
}
