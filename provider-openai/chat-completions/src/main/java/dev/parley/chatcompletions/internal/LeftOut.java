package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.ResponseFormat;
import dev.parley.chat.ToolDefinition;
import dev.parley.chat.Warning;
import dev.parley.chatcompletions.Dialect;
import java.util.ArrayList;
import java.util.List;

/** Tells of the fields that a request sets and the dialect leaves out. */
final class LeftOut {
  /** Stands for the field of that name in tools and in schemas. */
  static final String STRICT = "strict";

  private LeftOut() {}

  /**
   * A warning for each.
   *
   * @param provider whose options mean what they say, and are sent
   * @param set the fields that the request sets
   */
  static List<Warning> warnings(
      Dialect dialect, String provider, ChatRequest request, ObjectNode set) {
    List<Warning> warnings = new ArrayList<>();
    for (String field : dialect.leftOut()) {
      boolean asked = field.equals(STRICT) ? isStrict(request) : set.has(field);
      if (asked && !request.options(provider).containsKey(field)) {
        warnings.add(new Warning(field, "the server does not know this field; it is not sent"));
      }
    }
    return warnings;
  }

  private static boolean isStrict(ChatRequest request) {
    boolean format =
        request
            .responseFormat()
            .filter(wanted -> wanted instanceof ResponseFormat.JsonSchema json && json.strict())
            .isPresent();
    return format || request.tools().stream().anyMatch(ToolDefinition::strict);
  }
}
