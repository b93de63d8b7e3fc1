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
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks a model, runs the tools that it calls, tells it the results and asks again, until it answers
 * without calling a tool or the limit of steps is reached. Calls that the output limit cut off are
 * not run.
 */
public final class ToolLoop {
  /** What ended a loop. */
  public enum Ending {
    /** The model answered without calling a tool. */
    ANSWERED,
    /** The output limit or a filter cut the answer off at its tool calls, which were not run. */
    CUT_OFF,
    /** The limit of steps was reached; the calls of the last answer were not run. */
    STEP_LIMIT
  }

  /**
   * What came of a loop.
   *
   * @param completion the model's last answer
   * @param messages all that was said beyond the request: answers and tool results, in their order
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
  private final int maxSteps;
  private final @Nullable Consumer<CompletionEvent> listener;

  private ToolLoop(Builder builder) {
    model = builder.model;
    tools = builder.tools;
    maxSteps = builder.maxSteps;
    listener = builder.listener;
  }

  /** {@return a builder of a loop between {@code model} and {@code tools}} */
  public static Builder builder(ChatModel model, Toolbox tools) {
    return new Builder(model, tools);
  }

  /**
   * {@return what came of it}
   *
   * @param request the question; the toolbox's tools are added to those it offers itself; a tool
   *     choice that forces a call holds for the first answer only
   * @throws dev.parley.error.ModelException if the model fails
   * @throws CancelledException if the thread is interrupted, in a tool too; its flag stays set
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
    return new ToolSteps(tools, maxSteps, model.id(), request);
  }

  private Completion ask(ChatRequest request) {
    if (listener == null) {
      return model.complete(request);
    }
    try (CompletionStream stream = model.stream(request)) {
      for (CompletionEvent event : stream) {
        listener.accept(event);
      }
      return stream.completion();
    }
  }

  /** Builds a {@link ToolLoop}. Not thread-safe. */
  public static final class Builder {
    private final ChatModel model;
    private final Toolbox tools;
    private int maxSteps = 10;
    private @Nullable Consumer<CompletionEvent> listener;

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

    /** Streams every answer, and passes each event to {@code value}. Default: plain calls. */
    public Builder onEvent(Consumer<CompletionEvent> value) {
      listener = requireNonNull(value, "listener");
      return this;
    }

    /** {@return the loop} */
    public ToolLoop build() {
      return new ToolLoop(this);
    }
  }
}
