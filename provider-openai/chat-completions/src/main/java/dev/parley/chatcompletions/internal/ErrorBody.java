package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What an error body says, in whichever form: OpenAI's {@code {"error":{…}}}, an error that is a
 * text, a list of errors, or the members without a wrapper.
 *
 * @param type the kind, such as {@code invalid_request_error}; may be empty
 * @param code the code, such as {@code context_length_exceeded} or {@code 429}; may be empty
 * @param param the field that is wrong; may be empty
 * @param message in the server's words; may be empty, may quote the request
 * @param limit the size of the context, where told
 * @param size the size of the request, where told
 */
record ErrorBody(
    String type, String code, String param, String message, OptionalLong limit, OptionalLong size) {
  /** What stands for a secret. */
  static final String MASK = "***";

  /** Whether an answer with a good status holds an error all the same. */
  static boolean present(JsonNode answer) {
    JsonNode root = answer.isArray() ? answer.path(0) : answer;
    return wrapped(root)
        || Json.text(root, "object").equals("error") // Older vLLM.
        || (root.has("code") && root.has("message") && !root.has("choices")); // DashScope.
  }

  private static boolean wrapped(JsonNode root) {
    JsonNode error = root.path("error");
    boolean nothing = error.isBoolean() || (error.isTextual() && error.textValue().isEmpty());
    return !error.isMissingNode() && !error.isNull() && !nothing;
  }

  static ErrorBody of(JsonNode body) {
    JsonNode root = body.isArray() ? body.path(0) : body;
    JsonNode error = wrapped(root) ? root.path("error") : root;
    if (error.isTextual()) {
      return saying(error.textValue());
    }
    JsonNode message = error.path(error.has("message") ? "message" : "detail");
    return new ErrorBody(
        Json.text(error, "type"),
        error.path("code").isValueNode() ? error.path("code").asText("") : "",
        Json.text(error, "param"),
        message.isTextual() ? message.textValue() : message.toString(),
        // llama-server's exceed_context_size_error tells both as numbers.
        number(error.path("n_ctx")),
        number(error.path("n_prompt_tokens")));
  }

  /** A body that may be no JSON: a proxy's page, a plain text, an event, nothing. */
  static ErrorBody ofText(String text) {
    String said = text.strip();
    String json = said.startsWith("data:") ? said.substring("data:".length()) : said;
    return Json.parse(json)
        .filter(JsonNode::isContainerNode)
        .map(ErrorBody::of)
        .orElseGet(() -> saying(said));
  }

  private static ErrorBody saying(String message) {
    return new ErrorBody("", "", "", message, OptionalLong.empty(), OptionalLong.empty());
  }

  /** The status that counts: gateways put the real one as a code into answers of status 200. */
  int statusOr(int http) {
    return http / 100 == 2 && code.matches("[45]\\d\\d") ? Integer.parseInt(code) : http;
  }

  /** The same without the secret, which a server may quote. */
  ErrorBody without(String secret) {
    return new ErrorBody(
        type.replace(secret, MASK),
        code.replace(secret, MASK),
        param.replace(secret, MASK),
        message.replace(secret, MASK),
        limit,
        size);
  }

  /** Whether the type or the code is one of the words. */
  boolean isAny(Set<String> words) {
    return words.contains(type) || words.contains(code);
  }

  /** Whether the type or the code is the word. */
  boolean is(String word) {
    return type.equals(word) || code.equals(word);
  }

  private static OptionalLong number(JsonNode node) {
    return node.isNumber() ? OptionalLong.of(node.asLong()) : OptionalLong.empty();
  }
}
