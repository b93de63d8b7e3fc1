package dev.parley.cli.usage;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.FinishReason;
import dev.parley.chat.ModelId;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Usage;
import dev.parley.cli.money.Money;
import dev.parley.cli.process.ControlCharacters;
import dev.parley.cli.usage.BudgetKeeper.Held;
import dev.parley.cli.usage.UsageRecord.Counts;
import dev.parley.cli.usage.UsageRecord.Tokens;
import dev.parley.error.AuthenticationException;
import dev.parley.error.ContextTooLongException;
import dev.parley.error.InvalidRequestException;
import dev.parley.error.ModelException;
import dev.parley.error.NotFoundException;
import dev.parley.error.PermissionDeniedException;
import dev.parley.error.QuotaExhaustedException;
import dev.parley.error.RateLimitedException;
import dev.parley.error.RefusedLocallyException;
import dev.parley.error.TimedOutException;
import dev.parley.error.UnavailableException;
import dev.parley.error.UnsupportedFeatureException;
import dev.parley.message.Message;
import dev.parley.message.UserMessage;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One call, from its beginning to its end, which is taken down once. Thread-safe. */
final class MeteredCall {
  /** With these the provider has not answered, and bills nothing. */
  private static final Set<Class<? extends ModelException>> UNPAID =
      Set.of(
          AuthenticationException.class,
          ContextTooLongException.class,
          InvalidRequestException.class,
          NotFoundException.class,
          PermissionDeniedException.class,
          QuotaExhaustedException.class,
          RateLimitedException.class,
          RefusedLocallyException.class,
          UnavailableException.class,
          UnsupportedFeatureException.class);

  private static final Set<Class<? extends Exception>> NOT_CONNECTED =
      Set.of(ConnectException.class, NoRouteToHostException.class, UnknownHostException.class);

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

  static MeteredCall begin(
      Meter meter, Optional<BudgetKeeper> keeper, ModelId model, ChatRequest request) {
    Instant begin = meter.clock().instant();
    String prompt = meter.prompts() ? prompt(request) : "";
    Optional<Held> held;
    try {
      held = keeper.flatMap(each -> each.hold(model, request, begin));
    } catch (RefusedLocallyException e) {
      new MeteredCall(meter, model, prompt, begin, Optional.empty()).failed(e, null);
      throw e;
    }
    return new MeteredCall(meter, model, prompt, begin, held);
  }

  /** What was asked last. */
  private static String prompt(ChatRequest request) {
    List<Message> messages = request.messages();
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (messages.get(i) instanceof UserMessage said) {
        String text = said.text();
        return text.length() <= LONGEST_PROMPT
            ? text
            : ControlCharacters.beginning(text, LONGEST_PROMPT);
      }
    }
    return "";
  }

  /** It was answered. */
  void finished(Completion answer) {
    String reason = answer.finishReason().map(FinishReason::kind).map(MeteredCall::word).orElse("");
    boolean unknown = answer.usage().source() == Usage.Source.NONE;
    take(answer.usage(), unknown, answer.failedAttempts().size() + 1, reason, "");
  }

  /**
   * It failed, or was given up.
   *
   * @param partial what came of the answer, if that is known apart from the failure
   */
  void failed(Throwable failure, @Nullable Completion partial) {
    Optional<Completion> came =
        failure instanceof ModelException known ? known.partial() : Optional.empty();
    Usage usage =
        came.or(() -> Optional.ofNullable(partial)).map(Completion::usage).orElse(Usage.NONE);
    int attempts = failure instanceof ModelException known ? known.details().attempts() : 1;
    boolean unknown = usage.source() != Usage.Source.REPORTED && mayBePaid(failure);
    take(usage, unknown, attempts, "", kind(failure));
  }

  /** It was left before its end. */
  void cancelled(Completion partial) {
    boolean unknown = partial.usage().source() != Usage.Source.REPORTED;
    take(partial.usage(), unknown, 1, "", "cancelled");
  }

  /** Takes it down; where nobody knows what it took, the budget counts the most that it can be. */
  private void take(Usage usage, boolean unknown, int attempts, String finish, String error) {
    if (taken.getAndSet(true)) {
      return;
    }
    Duration time = Duration.between(begin, meter.clock().instant());
    Tokens tokens = Tokens.of(usage.source());
    Counts counts = Counts.of(usage);
    Optional<Money> cost = meter.prices().cost(model, usage);
    if (unknown && held.isPresent()) {
      Held most = held.get();
      long output = finish.isEmpty() ? WorstCase.output(most.output(), time) : most.output();
      tokens = Tokens.ASSUMED;
      counts = new Counts(most.input(), 0, output, 0);
      cost = Optional.of(most.price().atMost(most.input(), output));
    }
    meter.log(
        new UsageRecord(
            begin,
            model.toString(),
            tokens,
            counts,
            cost,
            Math.max(0, time.toMillis()),
            attempts,
            finish,
            error,
            prompt),
        held);
  }

  private static boolean mayBePaid(Throwable failure) {
    if (UNPAID.contains(failure.getClass())) {
      return false;
    } else if (failure instanceof TimedOutException late
        && late.timeout() == Timeouts.Kind.CONNECT) {
      return false;
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (NOT_CONNECTED.contains(cause.getClass())) {
        return false;
      }
    }
    return true;
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
