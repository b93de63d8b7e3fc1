package dev.parley.batch;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.ChatModel;
import dev.parley.chat.Completion;
import dev.parley.chat.ModelId;
import dev.parley.chat.Usage;
import dev.parley.error.ModelException;
import dev.parley.error.RateLimitedException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One attempt of a row, on a thread of its own. */
final class Call implements Runnable {
  private static final BackOff BACK_OFF = new BackOff(Math::random);

  private final Batch batch;
  private final RunState state;
  private final Recorder recorder;
  private final RowTask task;
  private final int epoch;

  private boolean wasSent;
  private long sentAt;

  Call(Batch batch, RunState state, Recorder recorder, RowTask task, int epoch) {
    this.batch = batch;
    this.state = state;
    this.recorder = recorder;
    this.task = task;
    this.epoch = epoch;
  }

  @Override
  public void run() {
    try {
      attempt();
    } catch (Throwable e) { // Checked ones too: other languages throw them undeclared.
      state.fail(e);
      state.drop(task);
    }
  }

  private void attempt() {
    if (!state.enter(task)) {
      cancel();
      return;
    }
    Completion answer = null;
    Exception failure = null;
    try {
      answer = requireNonNull(model().complete(task.row().request()), "answer");
    } catch (Exception e) {
      failure = e;
    } finally {
      state.leave(task);
    }
    Duration latency = wasSent ? Duration.ofNanos(batch.sleeper.nanoTime() - sentAt) : null;
    if (failure != null) {
      failed(failure, latency);
    } else if (answer != null) {
      answered(answer, latency);
    }
  }

  /** The limit is outside, so that a call is sent when it lets it through. */
  private ChatModel model() {
    ChatModel sent = new SentModel(batch.model, this::sent);
    return batch.rateLimit == null ? sent : batch.rateLimit.wrap(sent);
  }

  private void sent() {
    wasSent = true;
    sentAt = batch.sleeper.nanoTime();
    task.sent(batch.clock.instant());
  }

  private void answered(Completion answer, @Nullable Duration latency) {
    task.sentInside(answer.failedAttempts().size());
    use(answer.model(), answer.usage());
    if (latency != null) {
      state.answered(latency);
    }
    Optional<BatchError> refusal = Verdict.refusal(answer);
    recorder.finish(
        task,
        task.result(
                refusal.isPresent() ? Verdict.refused(answer) : BatchOutcome.OK,
                batch.clock.instant())
            .model(answer.model())
            .message(answer.message())
            .finishReason(answer.finishReason().orElse(null))
            .latency(latency)
            .error(refusal.orElse(null))
            .build());
  }

  private void failed(Exception failure, @Nullable Duration latency) {
    Usage usage = Usage.NONE;
    ModelId asked = batch.model.id();
    Verdict verdict = Verdict.of(failure, task.row().request(), batch.longestWait);
    if (failure instanceof ModelException known) {
      task.sentInside(verdict.unsent() ? 0 : known.details().attempts() - 1);
      usage = known.partial().map(Completion::usage).orElse(Usage.NONE);
      asked = known.model();
    }
    if (wasSent && verdict.unsent()) {
      task.notSent();
      wasSent = false;
    }
    Optional<Cost> cost = use(asked, usage);
    if (verdict.overload()) {
      state.overloaded(epoch, pause(failure));
    }
    BatchError error = Verdict.error(failure);
    switch (verdict.next()) {
      case LATER -> again(error, usage, cost, BACK_OFF.delay(task.failures(), failure));
      case AFTER_OTHERS -> {
        if (state.isAlone()) {
          stop(failure, error, latency);
        } else { // What the others have set aside may come back.
          again(error, usage, cost, BACK_OFF.delay(task.failures(), failure));
        }
      }
      case RETRY -> {
        task.failed();
        if (task.attempts() < batch.attempts) {
          again(error, usage, cost, BACK_OFF.delay(task.failures(), failure));
        } else {
          finish(BatchOutcome.EXHAUSTED, failure, error, latency);
        }
      }
      case REFUSE -> finish(BatchOutcome.REFUSED, failure, error, latency);
      case GIVE_UP -> finish(BatchOutcome.EXHAUSTED, failure, error, latency);
      case STOP -> stop(failure, error, latency);
      case CANCEL -> cancel();
    }
  }

  private void stop(Exception failure, BatchError error, @Nullable Duration latency) {
    state.end(BatchEnding.REFUSED, error);
    if (task.attempts() == 0) {
      state.drop(task); // Nothing was sent: the next run finds it as it was.
    } else {
      finish(BatchOutcome.EXHAUSTED, failure, error, latency);
    }
  }

  /** A limit of the account is met by every row. */
  private Optional<Duration> pause(Exception failure) {
    return failure instanceof RateLimitedException limited
        ? limited.retryAfter().filter(hint -> hint.compareTo(batch.longestWait) <= 0)
        : Optional.empty();
  }

  private void again(BatchError error, Usage usage, Optional<Cost> cost, Duration delay) {
    int attempt = wasSent ? task.attempts() : 0;
    // Before the row can start again.
    recorder.tell(new BatchEvent.Retrying(task.row(), attempt, error, usage, cost, delay));
    state.again(task, delay);
  }

  private void finish(
      BatchOutcome outcome, Exception failure, BatchError error, @Nullable Duration latency) {
    BatchResult.Builder result =
        task.result(outcome, batch.clock.instant())
            .model(batch.model.id())
            .latency(latency)
            .error(error);
    if (failure instanceof ModelException known) {
      known
          .partial()
          .ifPresent(
              partial ->
                  result
                      .message(partial.message())
                      .finishReason(partial.finishReason().orElse(null)));
    }
    recorder.finish(task, result.build());
  }

  private void cancel() {
    if (task.attempts() == 0) {
      state.drop(task); // Nothing was sent: the next run finds it as it was.
    } else {
      recorder.finish(task, cancelled(batch, task));
    }
  }

  /** The result of a row that was sent and has no answer at the end of the run. */
  static BatchResult cancelled(Batch batch, RowTask task) {
    return task.result(BatchOutcome.CANCELLED, batch.clock.instant())
        .model(batch.model.id())
        .error(BatchError.of("cancelled", "the run ended before the answer; run it again"))
        .build();
  }

  private Optional<Cost> use(ModelId model, Usage usage) {
    Optional<Cost> cost = Optional.empty();
    try {
      if (usage.source() != Usage.Source.NONE) {
        cost = batch.pricing.cost(model, usage);
      }
      state.used(task, usage, cost.orElse(null));
    } catch (RuntimeException e) {
      state.fail(e); // The answer is paid, so it is recorded before the run ends.
    }
    return cost;
  }
}
