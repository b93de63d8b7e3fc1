package dev.parley.policies;

import dev.failsafe.Execution;
import dev.failsafe.RetryPolicy;
import dev.parley.chat.ChatModel;
import dev.parley.error.ModelException;
import dev.parley.policies.PolicyEvent.AttemptEnded;
import dev.parley.policies.PolicyEvent.RetryGivenUp;
import dev.parley.policies.PolicyEvent.RetryGivenUp.Reason;
import dev.parley.policies.PolicyEvent.RetryScheduled;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks the same model again. Failsafe decides whether and when; Parley waits by its own clock. */
final class RetryPlan implements Attempts.Plan {
  private final ChatModel model;
  private final RetryPolicy<Object> policy;
  private final Duration longestHint;
  private final RetryBudget budget;
  private final PolicyListener listener;
  private int attempt = 1;

  /** Made by the first failure: most calls need none. */
  private @Nullable Execution<Object> execution;

  RetryPlan(
      ChatModel model,
      RetryPolicy<Object> policy,
      Duration longestHint,
      RetryBudget budget,
      PolicyListener listener) {
    this.model = model;
    this.policy = policy;
    this.longestHint = longestHint;
    this.budget = budget;
    this.listener = listener;
  }

  @Override
  public ChatModel model() {
    if (attempt == 1) {
      budget.called();
    }
    return model;
  }

  @Override
  public void ended(Duration took, @Nullable ModelException failure) {
    listener.on(new AttemptEnded(model.id(), attempt, took, Optional.ofNullable(failure)));
  }

  @Override
  public boolean goesOn(ModelException failure, Attempts call) throws InterruptedException {
    Execution<Object> decision = execution == null ? Execution.of(policy) : execution;
    execution = decision;
    decision.recordException(failure);
    Reason against = against(decision, failure, call);
    if (against != null) {
      listener.on(new RetryGivenUp(model.id(), attempt, against, failure));
      return false;
    }
    attempt++;
    Duration wait = decision.getDelay();
    listener.on(new RetryScheduled(model.id(), attempt, wait, failure));
    call.await(wait);
    return true;
  }

  private @Nullable Reason against(
      Execution<Object> decision, ModelException failure, Attempts call) {
    if (!Retry.mayHelp(failure)) {
      return Reason.NOT_RETRYABLE;
    } else if (decision.isComplete()) {
      return Reason.ATTEMPTS;
    } else if (failure.retryAfter().filter(hint -> hint.compareTo(longestHint) > 0).isPresent()) {
      return Reason.HINT_TOO_LONG;
    } else if (!call.time().allows(decision.getDelay())) {
      return Reason.DEADLINE;
    }
    return budget.retry() ? null : Reason.BUDGET;
  }
}
