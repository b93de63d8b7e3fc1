package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.Capabilities;
import dev.parley.chat.Capabilities.Support;
import dev.parley.chat.Capability;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.ModelId;
import dev.parley.chat.Warning;
import dev.parley.chatcompletions.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes requests, as OpenAI's API reference for "Create a model response" has them. Only what is
 * set is written, but for {@code strict}, which the server would else decide for itself, and {@code
 * store}: the server would keep what is said, for which Parley has stores of the caller's own.
 * Options replace what is written, but for {@code tools} and {@code include}, which are added, and
 * {@code text}, {@code reasoning} and {@code stream_options}, which are merged.
 */
final class ResponsesEncoder implements Encoder {
  private static final String ENCRYPTED = "reasoning.encrypted_content";
  private static final String LOGPROBS = "message.output_text.logprobs";
  private static final String INCLUDE = "include";
  private static final String STORE = "store";
  private static final String TOOLS = "tools";
  private static final String STREAM_OPTIONS = "stream_options";

  private static final Set<String> OWN_FIELDS = Set.of("model", "input", "stream");

  /** Options that say whether the server keeps the answer, or need that it does. */
  private static final List<String> ABOUT_STORING =
      List.of(STORE, "background", "conversation", "previous_response_id");

  private static final Set<String> MERGED = Set.of("text", "reasoning", STREAM_OPTIONS);

  /** What servers refuse where there are no tools. */
  private static final List<String> ABOUT_TOOLS =
      List.of("tool_choice", "parallel_tool_calls", "max_tool_calls");

  /**
   * OpenAI's families that do not think: to ask them for encrypted thoughts is an error there
   * ("Encrypted content is not supported with this model", 400 at {@code include}).
   */
  private static final Pattern THOUGHTLESS =
      Pattern.compile("(ft:)?(gpt-3\\.5|gpt-4|chatgpt-).*|.*-chat-latest");

  private final ModelId model;
  private final Capabilities capabilities;
  private final Dialect dialect;
  private final ResponsesInput input;
  private final GivenJson given;
  private final SchemaEncoder schemas;

  /** {@code offline} refuses what would make the server talk to other machines. */
  ResponsesEncoder(ModelId model, Capabilities capabilities, Dialect dialect, boolean offline) {
    this.model = model;
    this.capabilities = capabilities;
    this.dialect = dialect;
    this.input = new ResponsesInput(model, dialect, offline);
    this.given = new GivenJson(model);
    this.schemas = new SchemaEncoder(given, dialect, true);
  }

  /** What no model can do behind this API, which has neither a seed nor sound. */
  static Capabilities within(Capabilities known) {
    return known.with(Capability.SEED, Support.NO).with(Capability.AUDIO_INPUT, Support.NO);
  }

  @Override
  public ObjectNode tree(ChatRequest request, boolean stream) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("model", model.model());
    ArrayNode items = body.putArray("input");
    if (stream) {
      body.put("stream", true);
    }
    preferences(request, body);
    storing(request.options(model.provider()), body);
    dialect.leftOut().forEach(body::remove);
    options(request, body, stream);
    if (body.path(TOOLS).isEmpty() && !body.has("prompt")) { // Which may have tools of its own.
      body.remove(TOOLS);
      ABOUT_TOOLS.forEach(body::remove);
    }
    input.encode(request.messages(), body.path(STORE).asBoolean(true)).forEach(items::add);
    return body;
  }

  /** What this API does not know, or the dialect leaves out. */
  @Override
  public List<Warning> warnings(ChatRequest request) {
    List<Warning> warnings = new ArrayList<>();
    unknown("stop", !request.stop().isEmpty(), warnings);
    unknown("frequency_penalty", request.frequencyPenalty().isPresent(), warnings);
    unknown("presence_penalty", request.presencePenalty().isPresent(), warnings);
    unknown(ResponsesInput.NAME, input.hasNames(request.messages()), warnings);
    if (!dialect.leftOut().isEmpty()) {
      ObjectNode set = JsonNodeFactory.instance.objectNode();
      preferences(request, set);
      warnings.addAll(LeftOut.warnings(dialect, model.provider(), request, set));
    }
    return warnings;
  }

  private static void unknown(String field, boolean set, List<Warning> warnings) {
    if (set) {
      warnings.add(new Warning(field, "the Responses API does not know this; it is not sent"));
    }
  }

  private void preferences(ChatRequest request, ObjectNode body) {
    request.maxOutputTokens().ifPresent(value -> body.put("max_output_tokens", value));
    request.temperature().ifPresent(value -> body.put("temperature", value));
    request.topP().ifPresent(value -> body.put("top_p", value));
    request
        .topLogprobs()
        .ifPresent(
            alternatives -> {
              include(LOGPROBS, body);
              if (alternatives > 0) {
                body.put("top_logprobs", alternatives);
              }
            });
    // Where the model has none the check has warned.
    if (capabilities.of(Capability.REASONING_EFFORT) != Support.NO) {
      request
          .reasoningEffort()
          .map(effort -> effort.name().toLowerCase(Locale.ROOT))
          .ifPresent(effort -> body.putObject("reasoning").put("effort", effort));
    }
    request
        .responseFormat()
        .ifPresent(format -> body.putObject("text").set("format", schemas.format(format)));
    schemas.tools(request, body);
  }

  /** What the server does not keep it must hand out, encrypted, to get it back. */
  private void storing(Map<String, Object> options, ObjectNode body) {
    boolean byDefault = ABOUT_STORING.stream().noneMatch(options::containsKey);
    if (byDefault) {
      body.put(STORE, false);
    }
    boolean stored = !byDefault && !Boolean.FALSE.equals(options.get(STORE));
    boolean thinks = !THOUGHTLESS.matcher(model.model()).matches();
    if (!stored && thinks && !isEmpty(options.get(INCLUDE))) {
      include(ENCRYPTED, body);
    }
  }

  /** An empty list is how to say that the model does not think. */
  private static boolean isEmpty(@Nullable Object included) {
    return included != null && Json.of(included).isEmpty();
  }

  private static void include(String what, ObjectNode body) {
    include(JsonNodeFactory.instance.textNode(what), body);
  }

  private static void include(JsonNode what, ObjectNode body) {
    ArrayNode all = body.withArray("/" + INCLUDE);
    for (JsonNode one : all) {
      if (one.equals(what)) {
        return;
      }
    }
    all.add(what);
  }

  private void options(ChatRequest request, ObjectNode body, boolean stream) {
    for (Map.Entry<String, Object> option : request.options(model.provider()).entrySet()) {
      String name = option.getKey();
      JsonNode value = Json.of(option.getValue());
      given.refuse(name, OWN_FIELDS);
      if (name.equals(STREAM_OPTIONS) && !stream) {
        continue; // Plain calls must not have it.
      }
      if (value.isArray() && name.equals(INCLUDE)) {
        value.forEach(what -> include(what, body));
      } else if (value.isArray() && name.equals(TOOLS)) {
        body.withArray("/" + TOOLS).addAll((ArrayNode) value);
      } else if (value.isObject() && MERGED.contains(name)) {
        ObjectNode usual = body.withObject("/" + name);
        usual.setAll((ObjectNode) value);
      } else {
        body.set(name, value);
      }
    }
  }
}
