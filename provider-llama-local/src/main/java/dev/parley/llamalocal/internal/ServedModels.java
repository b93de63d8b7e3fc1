package dev.parley.llamalocal.internal;

import dev.parley.chat.ModelId;
import dev.parley.chat.ModelInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Reads llama-server's {@code GET /models}. One server of one model tells of it in {@code meta}; a
 * router of many tells their names (its README; observed with 0.7.0).
 */
final class ServedModels {
  private ServedModels() {}

  /** The models of an answer, in the order of their names. */
  static List<ModelInfo> list(String instance, Map<String, Object> answer) {
    List<ModelInfo> models = new ArrayList<>();
    if (answer.get("data") instanceof List<?> data) {
      for (Object entry : data) {
        if (entry instanceof Map<?, ?> model
            && model.get("id") instanceof String name
            && !name.isBlank()) {
          models.add(info(new ModelId(instance, name), model));
        }
      }
    }
    models.sort(Comparator.comparing(info -> info.id().model()));
    return models;
  }

  private static ModelInfo info(ModelId id, Map<?, ?> model) {
    ModelInfo.Builder info = ModelInfo.builder(id);
    Map<?, ?> meta = model.get("meta") instanceof Map<?, ?> map ? map : Map.of();
    if (meta.get("size") instanceof Number bytes) {
      info.sizeBytes(bytes.longValue());
    }
    if (meta.get("ftype") instanceof String quantization) {
      info.quantization(quantization);
    }
    Object context =
        meta.get("n_ctx_train") == null ? model.get("context_length") : meta.get("n_ctx_train");
    if (context instanceof Number tokens) {
      info.contextTokens(tokens.longValue());
    }
    if (model.get("status") instanceof Map<?, ?> status
        && Boolean.TRUE.equals(status.get("failed"))) {
      info.problem("the server could not load it; its log says why");
    }
    return info.build();
  }
}
