package dev.parley.tool;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.Usage;
import dev.parley.error.CancelledException;
import dev.parley.message.Message;
import dev.parley.message.Part.ToolCall;
import dev.parley.spi.Watchdog;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks a model, runs the tools that it calls, tells it the results and asks again, until it answers
 * without calling a tool, or a limit of steps or time is reached. Calls that the output limit cut
 * off are not run. Immutable, and thread-safe if its tools, gate and listener are.
 */
public final class ToolLoop {
  /** What ended a loop. */
  public enum Ending {
    /** The model answered without calling a tool. */
    ANSWERED,
    /** The output limit or a filter cut the answer off at its tool calls, which were not run. */
    CUT_OFF,
    /** The limit of steps was reached; the calls of the last answer were not run. */
    STEP_LIMIT,
    /** The time was over while tools ran; what they came to is told, but was not asked about. */
    TIMED_OUT
  }

  /**
   * Stands before the tools, and may refuse or change a call, ask somebody, or throw to end the
   * loop. The calls of an answer are decided on one after another, on the thread of the loop, and
   * before any of them runs. It is not asked about tools that there are not.
   */
  @FunctionalInterface
  public interface Gate {
    /**
     * {@return what to do with the call; null ends the loop, as an exception does}
     *
     * @throws RuntimeException to end the loop, which throws it; no call of the answer has run
     * @throws InterruptedException if the thread was interrupted while it waited for somebody
     */
    Decision decide(ToolCall call) throws InterruptedException;
  }

  /** What a {@link Gate} says. */
  public sealed interface Decision {
    /** {@return that the call may run as it is} */
    static Decision allow() {
      return new Allowed();
    }

    /** {@return that the call does not run, and what the model is told instead} */
    static Decision refuse(String reason) {
      return new Refused(reason);
    }

    /** {@return that the tool runs with other arguments; what the model has said stays as it is} */
    static Decision change(String argumentsJson) {
      return new Changed(argumentsJson);
    }

    /** The call may run as it is. */
    record Allowed() implements Decision {}

    /**
     * The call does not run.
     *
     * @param reason told to the model as a failure, as it is
     */
    record Refused(String reason) implements Decision {
      /** Refuses null. */
      public Refused {
        requireNonNull(reason, "reason");
      }
    }

    /**
     * The call runs with other arguments.
     *
     * @param argumentsJson what the tool is given
     */
    record Changed(String argumentsJson) implements Decision {
      /** Refuses null. */
      public Changed {
        requireNonNull(argumentsJson, "argumentsJson");
      }
    }
  }

  /**
   * What came of a loop.
   *
   * @param completion the model's last answer
   * @param messages all that was said beyond the request: answers and tool results, in their order;
   *     each call has its result, so that they can be sent on
   * @param usage the sum over all answers
   * @param ending what ended the loop
   */
  public record Result(Completion completion, List<Message> messages, Usage usage, Ending ending) {
    /** Copies the messages. */
    public Result {
      messages = List.copyOf(messages);
    }
  }

  private final ChatModel model;
  private final Toolbox tools;
  private final LoopRules rules;
  private final @Nullable Consumer<CompletionEvent> eventListener;

  private ToolLoop(Builder builder) {
    model = builder.model;
    tools = builder.tools;
    rules =
        new LoopRules(
            builder.maxSteps,
            Optional.ofNullable(builder.executor),
            builder.gate,
            builder.listener,
            Optional.ofNullable(builder.toolTimeout),
            Optional.ofNullable(builder.timeout),
            builder.grace,
            builder.watchdog);
    eventListener = builder.eventListener;
  }

  /** {@return a builder of a loop between {@code model} and {@code tools}} */
  public static Builder builder(ChatModel model, Toolbox tools) {
    return new Builder(model, tools);
  }

  /**
   * {@return what came of it} If it throws, what was said until then is lost, although tools may
   * have done their work: who needs it uses {@link #begin}, as {@link ToolSteps#messages()} has it
   * then too.
   *
   * @param request the question; the toolbox's tools are added to those it offers itself; a tool
   *     choice that forces a call holds for the first answer only
   * @throws dev.parley.error.ModelException if the model fails
   * @throws dev.parley.error.TimedOutException if the time is over while the model answers
   * @throws CancelledException if the thread is interrupted, in a tool too; its flag stays set, and
   *     tools on other threads are interrupted and have stopped or been abandoned
   * @throws RuntimeException what the gate or the executor throws
   */
  public Result run(ChatRequest request) {
    ToolSteps steps = begin(request);
    while (steps.take(ask(steps.request())).isPresent()) {
      // The tools have been run.
    }
    return steps.result();
  }

  /**
   * {@return a loop of which the caller asks the model himself}
   *
   * @param request the question, as for {@link #run}
   */
  public ToolSteps begin(ChatRequest request) {
    return new ToolSteps(tools, rules, model.id(), request);
  }

  private Completion ask(ChatRequest request) {
    if (eventListener == null) {
      return model.complete(request);
    }
    try (CompletionStream stream = model.stream(request)) {
      for (CompletionEvent event : stream) {
        eventListener.accept(event);
      }
      return stream.completion();
    }
  }

  /** Builds a {@link ToolLoop}. Not thread-safe. */
  public static final class Builder {
    private final ChatModel model;
    private final Toolbox tools;
    private int maxSteps = 10;
    private @Nullable Executor executor;
    private Gate gate = call -> Decision.allow();
    private Consumer<? super ToolSteps.Event> listener = event -> {};
    private @Nullable Duration toolTimeout;
    private @Nullable Duration timeout;
    private Duration grace = Duration.ofSeconds(5);
    private Watchdog watchdog = Watchdog.shared();
    private @Nullable Consumer<CompletionEvent> eventListener;

    private Builder(ChatModel model, Toolbox tools) {
      this.model = requireNonNull(model, "model");
      this.tools = requireNonNull(tools, "tools");
    }

    /** Sets how often the model may be asked. Default 10; at least 1. */
    public Builder maxSteps(int steps) {
      if (steps < 1) {
        throw new IllegalArgumentException("A loop has at least one step: " + steps);
      }
      maxSteps = steps;
      return this;
    }

    /**
     * Streams every answer, and passes each event of the model to {@code value}. Of steps and calls
     * it is {@link #listener} that is told. Default: plain calls.
     */
    public Builder onEvent(Consumer<CompletionEvent> value) {
      eventListener = requireNonNull(value, "listener");
      return this;
    }

    /**
     * Runs the calls of an answer at once, on {@code value}, which is not closed. Their results are
     * told in the order of the calls. A call that it has no thread for is told to the model as not
     * run: at once where it rejects the call, else when the call has waited as long as its tool may
     * take ({@link #toolTimeout}) and {@link #grace} besides; without such a limit it waits until
     * the loop is stopped. The loop waits meanwhile, so it must not itself take the last thread.
     * Default: on the thread of the loop, one after the other.
     */
    public Builder executor(Executor value) {
      executor = requireNonNull(value, "executor");
      return this;
    }

    /** Sets what decides on each call before it runs. Default: all are allowed. */
    public Builder gate(Gate value) {
      gate = requireNonNull(value, "gate");
      return this;
    }

    /**
     * Sets who is told of every step and call. Of one run it is told one thing after another, on
     * the loop's thread or a tool's; it must be quick. An exception of its is logged, an error ends
     * the loop. For the events of the model see {@link #onEvent}. Default: nobody.
     */
    public Builder listener(Consumer<? super ToolSteps.Event> value) {
      listener = requireNonNull(value, "listener");
      return this;
    }

    /**
     * Limits each run of a tool, from when it begins. A tool that takes longer is interrupted, and
     * the model is told. With {@link #grace} it also limits how long a call waits for a thread of
     * the {@link #executor}. Default: no limit.
     *
     * <p>On the loop's own thread an interruption by the caller that comes when the tool has been
     * interrupted for its limit cannot be told from that, and is lost, where it comes before the
     * tool has taken notice, or the tool ends otherwise than with {@link InterruptedException}.
     * With an executor there is no such case.
     *
     * @throws IllegalArgumentException if it is not more than zero
     */
    public Builder toolTimeout(Duration value) {
      toolTimeout = LoopRules.limit(value);
      return this;
    }

    /**
     * Limits the whole: answers, gate and tools, and of a stream its reader. A model that is
     * answering then has timed out; tools that run are interrupted, and the loop ends with {@link
     * Ending#TIMED_OUT}. Default: no limit.
     *
     * @throws IllegalArgumentException if it is not more than zero
     */
    public Builder timeout(Duration value) {
      timeout = LoopRules.limit(value);
      return this;
    }

    /**
     * Sets how long a tool that is told to stop may take to do so. After that it is abandoned: the
     * model is told, the loop goes on or ends, and the tool keeps its thread of the {@link
     * #executor}, which gets the error if it ends with one. On the loop's own thread nothing can be
     * abandoned. Default 5 s.
     *
     * @throws IllegalArgumentException if it is not more than zero
     */
    public Builder grace(Duration value) {
      grace = LoopRules.limit(value);
      return this;
    }

    /** Sets what keeps the time, for tests. Default {@link Watchdog#shared()}. */
    public Builder watchdog(Watchdog value) {
      watchdog = requireNonNull(value, "watchdog");
      return this;
    }

    /** {@return the loop} */
    public ToolLoop build() {
      return new ToolLoop(this);
    }
  }
}
