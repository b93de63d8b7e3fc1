package dev.parley.cli.usage;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.FailedAttempt;
import dev.parley.chat.FinishReason;
import dev.parley.chat.ModelId;
import dev.parley.chat.Usage;
import dev.parley.cli.process.ControlCharacters;
import dev.parley.cli.usage.BudgetKeeper.Held;
import dev.parley.error.ModelException;
import dev.parley.error.RefusedLocallyException;
import dev.parley.message.Message;
import dev.parley.message.UserMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One call, from its beginning to its end, which is taken down once. Thread-safe. */
final class MeteredCall {
  private static final int LONGEST_PROMPT = 4_000;

  private final Meter meter;
  private final ModelId model;
  private final String prompt;
  private final Instant begin;
  private final Optional<Held> held;
  private final AtomicBoolean taken = new AtomicBoolean();

  private MeteredCall(
      Meter meter, ModelId model, String prompt, Instant begin, Optional<Held> held) {
    this.meter = meter;
    this.model = model;
    this.prompt = prompt;
    this.begin = begin;
    this.held = held;
  }

  static MeteredCall begin(Meter meter, ModelId model, ChatRequest request, int attempts) {
    Instant begin = meter.clock().instant();
    // Masked as a whole: half a secret is not known for one.
    String prompt = meter.prompts().map(mask -> shortened(mask.apply(asked(request)))).orElse("");
    Optional<Held> held;
    try {
      held = meter.keeper().flatMap(each -> each.hold(model, request, attempts, begin));
    } catch (RefusedLocallyException e) {
      new MeteredCall(meter, model, prompt, begin, Optional.empty()).failed(e, null);
      throw e;
    }
    return new MeteredCall(meter, model, prompt, begin, held);
  }

  /** What was asked last. */
  private static String asked(ChatRequest request) {
    List<Message> messages = request.messages();
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (messages.get(i) instanceof UserMessage said) {
        return said.text();
      }
    }
    return "";
  }

  private static String shortened(String prompt) {
    return prompt.length() <= LONGEST_PROMPT
        ? prompt
        : ControlCharacters.beginning(prompt, LONGEST_PROMPT);
  }

  /** It was answered. */
  void finished(Completion answer) {
    CallSum sum = before(answer);
    sum.add(answer.usage(), answer.usage().source() == Usage.Source.NONE);
    String reason = answer.finishReason().map(FinishReason::kind).map(MeteredCall::word).orElse("");
    take(sum, answer.failedAttempts().size() + 1, reason, "");
  }

  /**
   * It failed, or was given up.
   *
   * @param partial what came of the answer, if that is known apart from the failure
   */
  void failed(Throwable failure, @Nullable Completion partial) {
    CallSum sum = new CallSum(meter.prices(), model, held);
    Billable.earlier(failure).forEach(attempt -> add(attempt, null, sum));
    add(Billable.last(failure), partial, sum);
    take(sum, Billable.attempts(failure), "", kind(failure));
  }

  /** It was left before its end. */
  void cancelled(Completion partial) {
    CallSum sum = before(partial);
    sum.add(partial.usage(), partial.usage().source() != Usage.Source.REPORTED);
    take(sum, partial.failedAttempts().size() + 1, "", "cancelled");
  }

  /** What the attempts took that failed before. */
  private CallSum before(Completion answer) {
    CallSum sum = new CallSum(meter.prices(), model, held);
    for (FailedAttempt attempt : answer.failedAttempts()) {
      add(attempt.failure(), null, sum);
    }
    return sum;
  }

  private static void add(Throwable failure, @Nullable Completion partial, CallSum sum) {
    Optional<Completion> came =
        failure instanceof ModelException known ? known.partial() : Optional.empty();
    Usage usage =
        came.or(() -> Optional.ofNullable(partial)).map(Completion::usage).orElse(Usage.NONE);
    sum.add(usage, usage.source() != Usage.Source.REPORTED && Billable.is(failure));
  }

  private void take(CallSum sum, int attempts, String finish, String error) {
    if (taken.getAndSet(true)) {
      return;
    }
    Duration time = Duration.between(begin, meter.clock().instant());
    meter.log(
        new UsageRecord(
            begin,
            model.toString(),
            sum.tokens(),
            sum.counts(),
            sum.cost(),
            Math.max(0, time.toMillis()),
            attempts,
            finish,
            error,
            prompt),
        held);
  }

  /** As Parley's JSON names it, such as {@code rate_limited}. */
  private static String kind(Throwable failure) {
    if (!(failure instanceof ModelException)) {
      return "unexpected";
    }
    String name = failure.getClass().getSimpleName().replace("Exception", "");
    return name.replaceAll("(?<=.)(?=\\p{Upper})", "_").toLowerCase(Locale.ROOT);
  }

  private static String word(FinishReason.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
