package dev.parley.tool;

import static java.util.Objects.requireNonNull;

import dev.parley.message.Part.ToolCall;

/**
 * What a tool does. It must be thread-safe where loops share it, or one loop runs calls at once
 * (see {@link ToolLoop.Builder#executor}).
 *
 * <p>A tool that is told to stop, because the loop is cancelled or a time limit has passed, has its
 * thread interrupted. What it gives nevertheless counts, since it has been done; what it throws
 * then is told to the model as having been stopped.
 */
@FunctionalInterface
public interface ToolHandler {
  /**
   * {@return the result, in words or JSON, to be told to the model}
   *
   * @param call the model's call; its arguments are the model's own text and may be wrong
   * @throws Exception if the tool fails: the exception's message is told to the model, so it must
   *     not hold anything the model may not see; see {@link Toolbox.Builder#failureText}. Never its
   *     stack trace
   * @throws InterruptedException if the thread was interrupted: ends the loop, unless the tool was
   *     told to stop. Then the thread's flag is clear, as everywhere in Java; on the loop's own
   *     thread one that is set still counts as the caller's
   */
  String handle(ToolCall call) throws Exception;

  /**
   * {@return the result, as {@link #handle(ToolCall)}} Loops call this one; override it to ask
   * whether to stop, or see {@link #polling}.
   */
  default String handle(ToolCall call, Run run) throws Exception {
    return handle(call);
  }

  /** {@return a tool that asks from time to time whether to stop, beside being interrupted} */
  static ToolHandler polling(Polling handler) {
    requireNonNull(handler, "handler");
    return new ToolHandler() {
      @Override
      public String handle(ToolCall call) throws Exception {
        return handler.handle(call, Thread.currentThread()::isInterrupted);
      }

      @Override
      public String handle(ToolCall call, Run run) throws Exception {
        return handler.handle(call, run);
      }
    };
  }

  /** One run of a tool. Thread-safe: it may be handed to the threads that do the work. */
  interface Run {
    /**
     * {@return whether to stop: the loop was cancelled, a time limit has passed, or the tool's
     * thread is interrupted}
     */
    boolean isStopped();
  }

  /** What a tool does that asks whether to stop. */
  @FunctionalInterface
  interface Polling {
    /**
     * {@return the result, as {@link ToolHandler#handle(ToolCall)}}
     *
     * @param run tells whether to stop; then throw anything
     */
    String handle(ToolCall call, Run run) throws Exception;
  }
}
