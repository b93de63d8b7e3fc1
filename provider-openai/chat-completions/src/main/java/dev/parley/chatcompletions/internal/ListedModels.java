package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.ModelCatalog;
import dev.parley.chat.ModelId;
import dev.parley.chat.ModelInfo;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.error.ProtocolException;
import dev.parley.error.TimedOutException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The models that a server lists at {@code GET /models}. OpenAI tells their ids; others tell more,
 * each under names of its own. Only the id is needed, all else may be missing or of another type.
 */
public final class ListedModels implements ModelCatalog {
  /** No model has to be loaded for a list, so that it comes soon or not at all. */
  public static final Timeouts TIMEOUTS =
      Timeouts.UNSET
          .with(Kind.FIRST_EVENT, Duration.ofSeconds(60))
          .orElse(Timeouts.PLAIN_CALL_DEFAULTS);

  /** Whose errors it tells where there is no one model. */
  private static final String ALL = "*";

  /** Under which names servers tell the largest context: OpenRouter, vLLM, Groq, LM Studio. */
  private static final List<String> CONTEXT =
      List.of("context_length", "max_model_len", "context_window", "max_context_length");

  private final String instance;
  private final HttpTransport transport;
  private final String path;
  private final Timeouts limits;
  private final AnswerReader reader;

  /** The models of an instance, asked for at that path and in those limits. */
  public ListedModels(String instance, HttpTransport transport, String path, Timeouts limits) {
    this.instance = instance;
    this.transport = transport;
    this.path = path;
    this.limits = limits;
    this.reader = new AnswerReader(new ModelId(instance, ALL), transport, Clock.systemUTC());
  }

  @Override
  public List<ModelInfo> list() {
    if (transport.isClosed()) {
      throw new IllegalStateException("The provider \"" + instance + "\" is closed");
    }
    try {
      AnswerReader.Answer answer = reader.ask(() -> transport.get(path, limits));
      if (!isList(answer.json())) {
        throw new ProtocolException(
            "the answer is JSON but no list of models; is this the address of a Chat Completions"
                + " server? check "
                + transport.endpoint().baseUrlHint(),
            answer.details(),
            null);
      }
      return decode(instance, answer.json());
    } catch (TimedOutException e) {
      throw timedOut(e);
    }
  }

  /** The limits of a list are fixed: that a setting be raised, as for calls, is no advice here. */
  private TimedOutException timedOut(TimedOutException e) {
    String limit =
        "time-out \"" + e.timeout().settingName() + "\", " + e.limit().toMillis() + " ms";
    return new TimedOutException(
        "no list of models came from "
            + transport.endpoint().server()
            + " in time ("
            + limit
            + "); does the server run? check "
            + transport.endpoint().baseUrlHint()
            + ", or ask again later",
        e.details(),
        e.timeout(),
        e.limit(),
        e.getCause());
  }

  /** Whether it is one, if of nothing: where Ollama has no models it says that the data is null. */
  private static boolean isList(JsonNode answer) {
    boolean none = answer.path("data").isNull() && Json.text(answer, "object").equals("list");
    return answer.isArray() || answer.path("data").isArray() || none;
  }

  /** The models of an answer, in the order of their names; some servers give the list bare. */
  static List<ModelInfo> decode(String instance, JsonNode answer) {
    List<ModelInfo> models = new ArrayList<>();
    for (JsonNode model : answer.isArray() ? answer : answer.path("data")) {
      String name = Json.text(model, "id");
      if (!name.isBlank()) {
        models.add(info(new ModelId(instance, name), model));
      }
    }
    models.sort(Comparator.comparing(info -> info.id().model()));
    return models;
  }

  private static ModelInfo info(ModelId id, JsonNode model) {
    JsonNode meta = model.path("meta"); // llama-server's.
    ModelInfo.Builder info = ModelInfo.builder(id).title(Json.text(model, "name"));
    if (isCount(meta.path("size"))) {
      info.sizeBytes(meta.path("size").longValue());
    }
    String quantization =
        meta.has("ftype") ? Json.text(meta, "ftype") : Json.text(model, "quantization");
    info.quantization(quantization.isEmpty() ? null : quantization);
    if (isCount(meta.path("n_ctx_train"))) {
      info.contextTokens(meta.path("n_ctx_train").longValue());
    } else {
      CONTEXT.stream()
          .map(model::path)
          .filter(ListedModels::isCount)
          .findFirst()
          .ifPresent(tokens -> info.contextTokens(tokens.longValue()));
    }
    if (model.path("status").path("failed").asBoolean()) { // A router's of llama-servers.
      info.problem("the server could not load it; its log says why");
    }
    return info.build();
  }

  private static boolean isCount(JsonNode number) {
    return number.isNumber() && number.canConvertToLong() && number.longValue() > 0;
  }
}
