package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalLong;

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

  /** Whether an answer with a good status holds an error all the same. */
  static boolean present(JsonNode answer) {
    JsonNode error = answer.path("error");
    return !error.isMissingNode() && !error.isNull();
  }

  static ErrorBody of(JsonNode body) {
    JsonNode root = body.isArray() ? body.path(0) : body;
    JsonNode error = present(root) ? root.path("error") : root;
    if (error.isTextual()) {
      return new ErrorBody(
          "", "", "", error.textValue(), OptionalLong.empty(), OptionalLong.empty());
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

  /** A body that is no JSON: a proxy's page, a plain text, nothing. */
  static ErrorBody ofText(String text) {
    return Json.parse(text)
        .filter(JsonNode::isContainerNode)
        .map(ErrorBody::of)
        .orElseGet(
            () ->
                new ErrorBody(
                    "", "", "", text.strip(), OptionalLong.empty(), OptionalLong.empty()));
  }

  /** The HTTP status that a code stands for, as gateways put it into answers of status 200. */
  int statusOr(int status) {
    boolean numeric = code.matches("[1-5]\\d\\d");
    return numeric ? Integer.parseInt(code) : status;
  }

  /** Whether the type or the code is the word. */
  boolean is(String word) {
    return type.equals(word) || code.equals(word);
  }

  private static OptionalLong number(JsonNode node) {
    return node.isNumber() ? OptionalLong.of(node.asLong()) : OptionalLong.empty();
  }
}
