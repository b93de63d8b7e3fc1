package dev.parley.policies;

import dev.parley.chat.Capabilities;
import dev.parley.chat.ChatModel;
import dev.parley.spi.Sleeper;
import java.util.List;
import java.util.Optional;

/** Several models that look like one. */
final class FallbackModel extends AttemptedModel {
  private final List<ChatModel> models;

  FallbackModel(Fallback policy, List<ChatModel> models, Sleeper sleeper) {
    super(models.get(0), policy, request -> new FallbackPlan(models, policy), sleeper);
    this.models = models;
  }

  @Override
  public Capabilities capabilities() {
    return models.stream()
        .map(ChatModel::capabilities)
        .reduce(JoinedCapabilities::of)
        .orElseThrow();
  }

  @Override
  public <T> Optional<T> unwrap(Class<T> type) {
    Optional<T> found = super.unwrap(type);
    for (ChatModel model : models) {
      found = found.or(() -> model.unwrap(type));
    }
    return found;
  }

  /** Closes all, though one fails. */
  @Override
  public void close() {
    RuntimeException failure = null;
    for (ChatModel model : models) {
      try {
        model.close();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
