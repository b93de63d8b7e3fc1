package dev.parley.mock;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Annotation;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.Progress;
import dev.parley.chat.CompletionEvent.ProviderEvent;
import dev.parley.chat.CompletionEvent.ReasoningDelta;
import dev.parley.chat.CompletionEvent.RefusalDelta;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionEvent.ToolCallComplete;
import dev.parley.chat.CompletionEvent.ToolCallDelta;
import dev.parley.chat.CompletionEvent.ToolCallStarted;
import dev.parley.chat.CompletionEvent.UsageReported;
import dev.parley.chat.FinishReason;
import dev.parley.chat.Usage;
import dev.parley.chat.Warning;
import dev.parley.error.ErrorDetails;
import dev.parley.error.ParleyException;
import dev.parley.message.Part.ToolCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A scripted answer: events, pauses and perhaps a failure, in their order. Immutable, so one reply
 * may be given many times.
 *
 * <p>{@link Started} comes by itself before the first event; what pauses or fails before that does
 * so before the first event of the stream.
 */
public final class MockReply {
  private final String id;
  private final @Nullable String answeredBy;
  private final List<Warning> warnings;
  private final List<Step> steps;

  private MockReply(Builder builder, List<Step> steps) {
    id = builder.id;
    answeredBy = builder.answeredBy;
    warnings = List.copyOf(builder.warnings);
    this.steps = List.copyOf(steps);
  }

  /** {@return a reply of that text in one piece, without usage} */
  public static MockReply text(String text) {
    return builder().text(text).build();
  }

  /** {@return a reply that fails before its first event; see {@link Builder#failWith}} */
  public static MockReply failure(
      Function<? super ErrorDetails, ? extends ParleyException> failure) {
    return builder().failWith(failure).build();
  }

  /** {@return a reply that calls one tool, with the call id {@code call-0}} */
  public static MockReply toolCall(String tool, String argumentsJson) {
    return builder().toolCall("call-0", tool, argumentsJson).build();
  }

  /**
   * {@return what {@code mock:echo} answers: the last user message and that no model was asked,
   * word by word, with an estimated usage}
   */
  public static MockReply echo(ChatRequest request) {
    return Echo.reply(request);
  }

  /** {@return a builder of a reply without any event but the first and the last} */
  public static Builder builder() {
    return new Builder();
  }

  String id() {
    return id;
  }

  Optional<String> answeredBy() {
    return Optional.ofNullable(answeredBy);
  }

  List<Warning> warnings() {
    return warnings;
  }

  /** The steps, of which the last ends the exchange and no other does. */
  List<Step> steps() {
    return steps;
  }

  /** {@return the number of steps, never their content} */
  @Override
  public String toString() {
    return "MockReply[" + steps.size() + " steps]";
  }

  /**
   * Builds a {@link MockReply}. Not thread-safe. One step may end the reply: {@link #finish},
   * {@link #failWith}, {@link #hang} or {@link #endWithoutFinish}; adding a step after it throws
   * {@link IllegalStateException}. Without one the reply finishes: with {@link
   * FinishReason#TOOL_CALLS} if it calls a tool, else with {@link FinishReason#STOP}.
   */
  public static final class Builder {
    private final List<Step> steps = new ArrayList<>();
    private final List<Warning> warnings = new ArrayList<>();
    private String id = "mock-reply";
    private @Nullable String answeredBy;
    private int calls;
    private boolean wantsTools;

    private Builder() {}

    /** Sets the id of the answer; may be empty. Default {@code mock-reply}. */
    public Builder id(String value) {
      id = requireNonNull(value, "id");
      return this;
    }

    /** Sets the model that says it answers; may be empty. Default: the one that was asked. */
    public Builder answeredBy(String value) {
      answeredBy = requireNonNull(value, "answeredBy");
      return this;
    }

    /** Adds a warning to {@link Started}, wherever in the script this is called. */
    public Builder warning(String subject, String message) {
      warnings.add(new Warning(subject, message));
      return this;
    }

    /** Begins the answer here, where it is to begin some time before its first other event. */
    public Builder started() {
      return step(new Step.Begin());
    }

    /** Adds a text delta; not empty. */
    public Builder text(String delta) {
      return event(new TextDelta(requireContent(delta)));
    }

    /** Adds text as one delta for every word. */
    public Builder words(String text) {
      for (String word : requireContent(text).split("(?<=\\s)(?=\\S)", -1)) {
        text(word);
      }
      return this;
    }

    /** Adds a reasoning delta; not empty. */
    public Builder reasoning(String delta) {
      return event(new ReasoningDelta(requireContent(delta)));
    }

    /** Adds a refusal delta; not empty. */
    public Builder refusal(String delta) {
      return event(new RefusalDelta(requireContent(delta)));
    }

    /**
     * Adds a whole tool call: its start, a delta for every fragment, and the complete call. To stop
     * in the midst of one, add its events one by one through {@link #event}.
     *
     * @param fragments the text of the arguments, cut anywhere; together they may be empty or
     *     invalid JSON, as a model's are
     */
    public Builder toolCall(String callId, String tool, String... fragments) {
      int index = calls;
      ToolCall whole = new ToolCall(callId, tool, String.join("", fragments));
      event(new ToolCallStarted(index, callId, tool));
      for (String fragment : fragments) {
        if (!fragment.isEmpty()) {
          event(new ToolCallDelta(index, fragment));
        }
      }
      return event(new ToolCallComplete(index, whole));
    }

    /** Adds a remark on the answer. */
    public Builder annotation(String type, String json) {
      return event(new Annotation(type, json));
    }

    /** Adds news of how far the provider has got. */
    public Builder progress(long done, long total) {
      return event(new Progress(done, total));
    }

    /** Adds what the answer costs so far. Default: never told. */
    public Builder usage(Usage usage) {
      return event(new UsageReported(requireNonNull(usage, "usage")));
    }

    /** Adds an event that only the provider understands, under the model's own provider. */
    public Builder providerEvent(String type, String json) {
      return step(new Step.Emit(model -> new ProviderEvent(model.provider(), type, json)));
    }

    /**
     * Adds any event as it is.
     *
     * @throws IllegalArgumentException if it is {@link Started} or {@link Finished}: see {@link
     *     #started} and {@link #finish}
     */
    public Builder event(CompletionEvent event) {
      requireNonNull(event, "event");
      if (event instanceof Started || event instanceof Finished) {
        throw new IllegalArgumentException("Use started() and finish(reason) for the two ends");
      }
      if (event instanceof ToolCallStarted call) {
        calls = Math.max(calls, call.index() + 1);
      }
      wantsTools |= event instanceof ToolCallComplete;
      return step(Step.Emit.of(event));
    }

    /**
     * Adds a pause, in which the request's time-outs run. Before the first event that is the first
     * event's time-out, later that of silence.
     *
     * @throws IllegalArgumentException if {@code duration} is negative
     */
    public Builder delay(Duration duration) {
      return step(new Step.Pause(requireNotNegative(duration)));
    }

    /** Ends the reply as complete. */
    public Builder finish(FinishReason reason) {
      return step(new Step.Finish(new Finished(requireNonNull(reason, "reason"))));
    }

    /**
     * Ends the reply with a failure of any kind. What came before is its partial, unless it brings
     * one of its own.
     *
     * @param failure makes it anew for every call, of details that name the model, such as {@code
     *     details -> new UnavailableException("try again later", details, null)}
     */
    public Builder failWith(Function<? super ErrorDetails, ? extends ParleyException> failure) {
      return step(new Step.Fail(requireNonNull(failure, "failure")));
    }

    /** Ends the reply with silence until the stream is closed or a time-out passes. */
    public Builder hang() {
      return step(new Step.Hang());
    }

    /** Ends the reply as a broken connection does, without saying that it is complete. */
    public Builder endWithoutFinish() {
      return step(new Step.BreakOff());
    }

    /** {@return the reply} */
    public MockReply build() {
      List<Step> whole = new ArrayList<>(steps);
      if (!ended()) {
        FinishReason reason = wantsTools ? FinishReason.TOOL_CALLS : FinishReason.STOP;
        whole.add(new Step.Finish(new Finished(reason)));
      }
      return new MockReply(this, whole);
    }

    private Builder step(Step step) {
      if (ended()) {
        throw new IllegalStateException("The reply has ended; nothing can come after its end");
      }
      steps.add(step);
      return this;
    }

    private boolean ended() {
      return !steps.isEmpty() && steps.get(steps.size() - 1).last();
    }

    private static String requireContent(String text) {
      if (text.isEmpty()) {
        throw new IllegalArgumentException("A delta must not be empty");
      }
      return text;
    }
  }

  static Duration requireNotNegative(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("A delay must not be negative: " + duration);
    }
    return duration;
  }
}
