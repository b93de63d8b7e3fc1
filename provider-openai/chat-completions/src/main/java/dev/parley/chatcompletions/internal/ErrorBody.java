package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * What an error body says, in whichever form: OpenAI's {@code {"error":{…}}}, an error that is a
 * text, a list of errors (Gemini), the members without a wrapper (vLLM, DashScope, Azure's
 * gateway), a {@code detail} (FastAPI, Mistral), {@code errors} (Cloudflare).
 *
 * @param type the kind, such as {@code invalid_request_error}; may be empty
 * @param code the code, such as {@code context_length_exceeded} or {@code 429}; may be empty
 * @param inner Azure's closer word, such as {@code ResponsibleAIPolicyViolation}; may be empty
 * @param param the field that is wrong; may be empty
 * @param message in the server's words; may be empty, may quote the request
 * @param limit the size of the context, where told
 * @param size the size of the request, where told
 */
record ErrorBody(
    String type,
    String code,
    String inner,
    String param,
    String message,
    OptionalLong limit,
    OptionalLong size) {

  /** Whether an answer with a good status holds an error all the same. */
  static boolean present(JsonNode answer) {
    JsonNode root = answer.isArray() ? answer.path(0) : answer;
    return says(root.path("error"))
        || Json.text(root, "object").equals("error") // Older vLLM.
        || (!root.path("choices").isArray() && unwrapped(root));
  }

  /** The error that an answer with a good status holds all the same. */
  static Optional<ErrorBody> find(JsonNode answer) {
    return present(answer) ? Optional.of(of(answer)) : Optional.empty();
  }

  private static boolean unwrapped(JsonNode root) {
    boolean coded = root.has("code") || root.has("statusCode");
    return (coded && root.has("message"))
        || says(root.path("detail"))
        || !root.path("errors").isEmpty();
  }

  /** Some servers say with every answer that there is no error: null, false, 0, "", {} or []. */
  private static boolean says(JsonNode error) {
    return error.isContainerNode()
        ? !error.isEmpty()
        : (error.isTextual() && !error.textValue().isEmpty())
            || (error.isNumber() && error.asDouble() != 0)
            || error.asBoolean();
  }

  static ErrorBody of(JsonNode body) {
    JsonNode root = first(body);
    JsonNode error = unwrap(root);
    if (error.isValueNode()) {
      return new ErrorBody( // With an error that is a text, its code may stand beside it.
          Json.text(root, "type"),
          code(root),
          inner(root),
          Json.text(root, "param"),
          error.asText(""),
          OptionalLong.empty(),
          OptionalLong.empty());
    }
    JsonNode message = message(error);
    String type = Json.text(error, "type");
    String code = code(error);
    String param = Json.text(error, "param");
    return new ErrorBody(
        type.isEmpty() ? Json.text(error, "status") : type, // Gemini: INVALID_ARGUMENT
        code.isEmpty() ? code(root) : code,
        inner(error).isEmpty() ? inner(root) : inner(error),
        param.isEmpty() ? place(message) : param,
        words(message),
        // llama-server's exceed_context_size_error tells both as numbers.
        number(error.path("n_ctx")),
        number(error.path("n_prompt_tokens")));
  }

  private static JsonNode unwrap(JsonNode root) {
    if (says(root.path("error"))) {
      return first(root.path("error"));
    }
    return root.path("errors").isEmpty() ? root : first(root.path("errors"));
  }

  private static JsonNode first(JsonNode node) {
    return node.isArray() ? node.path(0) : node;
  }

  private static String code(JsonNode object) {
    for (String name : new String[] {"code", "statusCode", "status"}) {
      JsonNode code = object.path(name);
      boolean usable = code.isTextual() ? name.equals("code") : code.isNumber();
      if (usable && !code.asText().isEmpty()) {
        return code.isNumber() ? String.valueOf(code.asLong()) : code.textValue();
      }
    }
    return "";
  }

  private static String inner(JsonNode object) {
    return Json.text(object.path("innererror"), "code");
  }

  private static JsonNode message(JsonNode error) {
    for (String name : new String[] {"message", "detail", "msg", "error"}) {
      JsonNode said = error.path(name);
      if (!said.isMissingNode() && !said.isNull()) {
        return said.has("detail") ? said.path("detail") : said; // Mistral nests the two.
      }
    }
    return MissingNode.getInstance();
  }

  private static String words(JsonNode message) {
    return message.isContainerNode() ? Json.write(message) : message.asText("");
  }

  /** FastAPI's list of what is wrong has the place as a path. */
  private static String place(JsonNode detail) {
    JsonNode path = detail.path(0).path("loc");
    return StreamSupport.stream(path.spliterator(), false)
        .map(JsonNode::asText)
        .filter(step -> !step.equals("body"))
        .collect(Collectors.joining("."));
  }

  /** A body that may be no JSON: a proxy's page, a plain text, events, nothing. */
  static ErrorBody ofText(String text) {
    String said = text.strip();
    return Json.parse(said)
        .or(() -> SseText.firstData(text).flatMap(Json::parse))
        .filter(JsonNode::isContainerNode)
        .map(ErrorBody::of)
        .orElseGet(() -> saying(SseText.firstData(text).orElse(said)));
  }

  private static ErrorBody saying(String message) {
    return new ErrorBody("", "", "", "", message, OptionalLong.empty(), OptionalLong.empty());
  }

  /** The status that counts: gateways put the real one as a code into answers of status 200. */
  int statusOr(int http) {
    return http / 100 == 2 && code.matches("[45]\\d\\d") ? Integer.parseInt(code) : http;
  }

  /** Whether the type or one of the codes is one of the words. */
  boolean isAny(Set<String> words) {
    return words.contains(type) || words.contains(code) || words.contains(inner);
  }

  /** Whether the type or the code is the word. */
  boolean is(String word) {
    return type.equals(word) || code.equals(word);
  }

  private static OptionalLong number(JsonNode node) {
    return node.isNumber() ? OptionalLong.of(node.asLong()) : OptionalLong.empty();
  }
}
