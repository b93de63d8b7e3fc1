package dev.parley.tool;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.FinishReason;
import dev.parley.chat.ModelId;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.chat.ToolChoice;
import dev.parley.chat.ToolDefinition;
import dev.parley.chat.Usage;
import dev.parley.error.CancelledException;
import dev.parley.error.ErrorDetails;
import dev.parley.message.Extras;
import dev.parley.message.Message;
import dev.parley.message.Part.ToolCall;
import dev.parley.message.Part.ToolResult;
import dev.parley.message.ToolMessage;
import dev.parley.tool.ToolLoop.Ending;
import dev.parley.tool.ToolLoop.Result;
import dev.parley.tool.ToolTask.Stop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A tool loop under way, for who asks the model himself: ask {@link #request()}, {@link #take} the
 * answer, and again, until nothing comes of it. Its time runs from when it was made. Not
 * thread-safe, but for {@link #cancel()}.
 */
public final class ToolSteps {
  /** What has become of a call. */
  public enum Outcome {
    /** The tool has given a result. */
    DONE,
    /** The tool has failed. */
    FAILED,
    /** There is no such tool. */
    UNKNOWN_TOOL,
    /** The gate refused it. */
    REFUSED,
    /** The tool took longer than it may, and was stopped. */
    TIMED_OUT,
    /** The tool was interrupted: the loop was cancelled, or its time was over. */
    STOPPED,
    /** The tool was told to stop, and did not in time; it may still be running. */
    ABANDONED,
    /** The tool was not begun: the loop had ended or been stopped, or no thread was free for it. */
    NOT_RUN
  }

  /** Something that happens in a loop. Steps are numbered from 1. */
  public sealed interface Event {
    /** {@return the step that it belongs to} */
    int step();

    /**
     * The model is to be asked.
     *
     * @param request what it is asked, but for the time that is left
     */
    record StepStarted(int step, ChatRequest request) implements Event {}

    /**
     * The model has answered; its calls come next.
     *
     * @param time since the step started
     */
    record StepEnded(int step, Completion answer, Duration time) implements Event {}

    /**
     * A tool begins. Told on the thread of the tool. Calls that do not come to run are only ended;
     * one that is told to stop while this is told does not run either.
     *
     * @param call as the gate lets it through
     */
    record CallStarted(int step, ToolCall call) implements Event {}

    /**
     * A call has come to its end.
     *
     * @param call as the model made it
     * @param result what the model will be told
     * @param time since the tool began; zero if it did not
     */
    record CallEnded(int step, ToolCall call, ToolResult result, Outcome outcome, Duration time)
        implements Event {}
  }

  /** Zero would switch the time-out off. */
  private static final Duration LEAST = Duration.ofMillis(1);

  private final Toolbox tools;
  private final LoopRules rules;
  private final EventSink sink;
  private final ModelId model;
  private final ChatRequest unforced;
  private final List<Message> said = new ArrayList<>();
  private final long start;
  private long stepStart;
  private List<ToolResult> results = List.of();
  private ChatRequest next;
  private Usage usage = Usage.NONE;
  private int step = 1;
  private @Nullable Result result;
  private @Nullable ToolBatch batch; // Guarded by this, as is the next.
  private boolean cancelled;

  ToolSteps(Toolbox tools, LoopRules rules, ModelId model, ChatRequest request) {
    this.tools = tools;
    this.rules = rules;
    this.sink = new EventSink(rules.listener());
    this.model = model;
    this.next = offering(request);
    this.unforced = unforced(next);
    this.start = rules.watchdog().nanoTime();
    startStep();
  }

  private void startStep() {
    stepStart = rules.watchdog().nanoTime();
    sink.tell(new Event.StepStarted(step, next), () -> true);
    sink.failure()
        .ifPresent(
            error -> {
              throw error;
            });
  }

  private ChatRequest offering(ChatRequest request) {
    Set<String> offered =
        request.tools().stream().map(ToolDefinition::name).collect(Collectors.toSet());
    ChatRequest.Builder offering = request.toBuilder();
    tools.definitions().stream()
        .filter(tool -> !offered.contains(tool.name()))
        .forEach(offering::tool);
    return offering.build();
  }

  /** A forced call is forced once: forced again and again, the model could never answer. */
  private static ChatRequest unforced(ChatRequest request) {
    return request.toolChoice().filter(choice -> !choice.equals(ToolChoice.NONE)).isPresent()
        ? request.toBuilder().toolChoice(ToolChoice.AUTO).build()
        : request;
  }

  /**
   * {@return what to ask the model now} Where the loop has a time limit, what is left of it bounds
   * the whole call.
   */
  public ChatRequest request() {
    Optional<Duration> left = timeLeft();
    if (left.isEmpty()) {
      return next;
    }
    Duration atLeast = left.get().compareTo(LEAST) < 0 ? LEAST : left.get();
    Duration whole =
        next.timeouts()
            .get(Kind.WHOLE)
            .filter(own -> !own.isZero() && own.compareTo(atLeast) < 0)
            .orElse(atLeast);
    return next.toBuilder().timeouts(next.timeouts().with(Kind.WHOLE, whole)).build();
  }

  private Optional<Duration> timeLeft() {
    Duration spent = Duration.ofNanos(rules.watchdog().nanoTime() - start);
    return rules.timeout().map(limit -> limit.minus(spent));
  }

  private boolean isTimeOver() {
    return timeLeft().filter(left -> left.isZero() || left.isNegative()).isPresent();
  }

  /**
   * {@return the results of the tools that the answer calls, in the order of the calls; nothing if
   * it has ended the loop}
   *
   * @param answer the model's answer to {@link #request()}
   * @throws CancelledException if the thread is interrupted, in a tool too, when its flag stays
   *     set, or by {@link #cancel()}
   * @throws RuntimeException what the {@linkplain ToolLoop.Gate gate} or the executor throws
   * @throws IllegalStateException if the loop has ended
   */
  public Optional<ToolMessage> take(Completion answer) {
    if (result != null) {
      throw new IllegalStateException("The loop has ended");
    }
    said.add(answer.message());
    usage = usage.plus(answer.usage());
    ToolBatch current = new ToolBatch(tools, rules, sink, step, answer.toolCalls());
    Duration time = Duration.ofNanos(rules.watchdog().nanoTime() - stepStart);
    current.tell(new Event.StepEnded(step, answer, time));
    Ending ending = ending(answer);
    settle(current, ending);
    if (ending == null && isTimeOver()) {
      ending = Ending.TIMED_OUT;
    }
    if (ending != null) {
      result = new Result(answer, said, usage, ending);
      return Optional.empty();
    }
    next = unforced.toBuilder().messages(said).idempotencyKey(null).build();
    step++;
    startStep();
    return Optional.of(message());
  }

  private @Nullable Ending ending(Completion answer) {
    if (answer.toolCalls().isEmpty()) {
      return Ending.ANSWERED;
    }
    if (answer.finishReason().filter(ToolSteps::cutsOff).isPresent()) {
      return Ending.CUT_OFF;
    }
    return step == rules.maxSteps() ? Ending.STEP_LIMIT : null;
  }

  private static boolean cutsOff(FinishReason reason) {
    return reason.kind() == FinishReason.Kind.LENGTH
        || reason.kind() == FinishReason.Kind.CONTENT_FILTER;
  }

  private static String reason(Ending ending) {
    return ending == Ending.CUT_OFF ? "the answer was cut off" : "the limit of steps was reached";
  }

  /** Runs the calls, or ends them unrun; what they have come to is said in any case. */
  private void settle(ToolBatch current, @Nullable Ending ending) {
    try {
      if (ending == null) {
        begin(current);
        current.run(timeLeft());
      } else {
        current.notRun(reason(ending));
      }
    } finally {
      results = current.results();
      if (!results.isEmpty()) {
        said.add(message());
      }
    }
    Throwable fatal = current.fatal().orElse(null);
    if (fatal instanceof InterruptedException
        || (fatal == null && ending == null && isCancelled(current))) {
      throw cancelled(current, fatal);
    } else if (fatal != null) {
      ToolSteps.<RuntimeException>rethrow(fatal);
    }
  }

  /** Throws checked exceptions too: the text of a failure may have thrown past the compiler. */
  @SuppressWarnings("unchecked") // Nothing is cast: the compiler alone takes it for an X.
  private static <X extends Throwable> void rethrow(Throwable thrown) throws X {
    throw (X) thrown;
  }

  private static boolean isCancelled(ToolBatch current) {
    return Thread.currentThread().isInterrupted()
        || current.stopped().filter(Stop.CANCELLED::equals).isPresent();
  }

  private ToolMessage message() {
    return new ToolMessage(List.copyOf(results), Extras.NONE);
  }

  private synchronized void begin(ToolBatch current) {
    batch = current;
    if (cancelled) {
      current.stop(Stop.CANCELLED);
    }
  }

  private CancelledException cancelled(ToolBatch current, @Nullable Throwable cause) {
    String where = current.stoppedTools();
    return new CancelledException(
        "the tool loop was cancelled, or its thread interrupted"
            + (where.isEmpty() ? "" : ", in tool " + where),
        ErrorDetails.of(model),
        cause);
  }

  /**
   * Stops the tools that run, now and later: {@link #take} throws {@link CancelledException} then.
   * Does not reach a call of the model. From any thread; returns at once.
   */
  public synchronized void cancel() {
    cancelled = true;
    if (batch != null) {
      batch.stop(Stop.CANCELLED);
    }
  }

  /**
   * {@return what the calls of the last answer have come to, in their order} After a failure too:
   * what was not run says so. Nothing if there were none.
   */
  public List<ToolResult> results() {
    return results;
  }

  /**
   * {@return all that was said beyond the request so far: answers and tool results, in their order}
   * After a failure too, and each call has its result, so that it can be sent on.
   */
  public List<Message> messages() {
    return List.copyOf(said);
  }

  /**
   * {@return what came of the loop}
   *
   * @throws IllegalStateException if it has not ended
   */
  public Result result() {
    if (result == null) {
      throw new IllegalStateException("The loop has not ended");
    }
    return result;
  }
}
