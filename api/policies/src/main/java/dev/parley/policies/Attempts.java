package dev.parley.policies;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.FailedAttempt;
import dev.parley.chat.Warning;
import dev.parley.error.CancelledException;
import dev.parley.error.ErrorDetails;
import dev.parley.error.ModelException;
import dev.parley.spi.Sleeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * One call that may be tried more than once. One thread makes the attempts; any may cancel, and ask
 * what an answer looks like.
 */
final class Attempts {
  /** Whose turn it is, and whether there is another. */
  interface Plan {
    ChatModel model();

    /** What that model is asked. */
    default ChatRequest request(ChatRequest asked) {
      return asked;
    }

    /** Gets ready for another attempt, which may take a wait; false if there is none. */
    boolean goesOn(ModelException failure, Attempts call) throws InterruptedException;

    /** An attempt is over: well or by the caller's will where there is no failure. */
    void ended(Duration took, @Nullable ModelException failure);

    default List<Warning> warnings() {
      return List.of();
    }
  }

  private final Plan plan;
  private final TimeLeft time;
  private final Sleeper sleeper;
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private volatile List<FailedAttempt> failed = List.of();
  private long began;

  Attempts(Plan plan, ChatRequest request, Sleeper sleeper) {
    this.plan = plan;
    this.sleeper = sleeper;
    this.time = new TimeLeft(request, sleeper);
  }

  /** Begins an attempt: the model whose turn it is. */
  ChatModel next() {
    time.begin();
    began = sleeper.nanoTime();
    return plan.model();
  }

  /** What that is asked. */
  ChatRequest request() {
    return plan.request(time.request());
  }

  TimeLeft time() {
    return time;
  }

  Duration took() {
    return Duration.ofNanos(sleeper.nanoTime() - began);
  }

  void cancel() {
    cancelled.countDown();
  }

  boolean isCancelled() {
    return cancelled.getCount() == 0;
  }

  void await(Duration wait) throws InterruptedException {
    if (!wait.isZero()) {
      sleeper.sleep(wait, cancelled);
    }
  }

  /** Gets ready for another attempt after a failed one, or throws what the call fails with. */
  void prepareNext(ModelException failure) {
    FailedAttempt attempt = new FailedAttempt(failure, took());
    try {
      if (failure instanceof CancelledException || !plan.goesOn(failure, this)) {
        throw summary(failure);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw cancelledAfter(failure);
    }
    if (isCancelled()) {
      throw cancelledAfter(failure);
    }
    List<FailedAttempt> all = new ArrayList<>(failed);
    all.add(attempt);
    failed = all;
  }

  private CancelledException cancelledAfter(ModelException failure) {
    ModelException summary = summary(failure);
    int attempts = summary.details().attempts();
    return new CancelledException(
        "cancelled while waiting for another attempt",
        ErrorDetails.builder(failure.model()).attempts(attempts).build(),
        summary);
  }

  /** The failure of the call, which is that of its last attempt: it tells of the others. */
  ModelException summary(ModelException last) {
    List<FailedAttempt> earlier = failed;
    if (earlier.isEmpty()) {
      return last;
    }
    int attempts = last.details().attempts();
    for (FailedAttempt attempt : earlier) {
      attempts += attempt.failure().details().attempts();
    }
    ModelException summary =
        last.withDetails(last.details().toBuilder().attempts(attempts).build());
    earlier.forEach(attempt -> summary.addSuppressed(attempt.failure()));
    return summary;
  }

  /** The attempt is over. */
  void ended(@Nullable ModelException failure) {
    plan.ended(took(), failure);
  }

  List<Warning> warnings() {
    return plan.warnings();
  }

  /** An answer, or a part of one, with what came before it. */
  Completion answer(Completion answer) {
    List<FailedAttempt> earlier = failed;
    if (earlier.isEmpty()) {
      return answer;
    }
    List<FailedAttempt> all = new ArrayList<>(earlier);
    all.addAll(answer.failedAttempts()); // Those of policies further in.
    List<Warning> warnings = new ArrayList<>(plan.warnings());
    warnings.addAll(answer.warnings());
    return answer.toBuilder().failedAttempts(all).warnings(warnings).build();
  }
}
