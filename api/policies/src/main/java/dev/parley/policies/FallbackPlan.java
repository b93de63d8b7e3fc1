package dev.parley.policies;

import dev.parley.chat.ChatModel;
import dev.parley.chat.Warning;
import dev.parley.error.ModelException;
import dev.parley.policies.PolicyEvent.Switched;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks one model after the other. */
final class FallbackPlan implements Attempts.Plan {
  private final List<ChatModel> models;
  private final Fallback policy;
  private int turn;
  private volatile List<Warning> warnings = List.of();

  FallbackPlan(List<ChatModel> models, Fallback policy) {
    this.models = models;
    this.policy = policy;
  }

  @Override
  public ChatModel model() {
    return models.get(turn);
  }

  @Override
  public void ended(Duration took, @Nullable ModelException failure) {
    // Each model's own retry tells of its attempts.
  }

  @Override
  public boolean goesOn(ModelException failure, Attempts call) {
    if (turn + 1 == models.size()
        || !policy.passesOn(failure)
        || !call.time().allows(Duration.ZERO)) {
      return false;
    }
    ChatModel failed = model();
    turn++;
    List<Warning> all = new ArrayList<>(warnings);
    all.add(new Warning("fallback", model().id() + " was asked, since " + failure.getMessage()));
    warnings = all;
    policy.listener().on(new Switched(failed.id(), model().id(), call.took(), failure));
    return true;
  }

  @Override
  public List<Warning> warnings() {
    return warnings;
  }
}
