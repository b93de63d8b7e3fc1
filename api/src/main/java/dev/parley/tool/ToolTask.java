package dev.parley.tool;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.message.Part.ToolCall;
import dev.parley.message.Part.ToolResult;
import dev.parley.spi.Watchdog.Watch;
import dev.parley.tool.ToolLoop.Decision;
import dev.parley.tool.ToolSteps.Event.CallEnded;
import dev.parley.tool.ToolSteps.Event.CallStarted;
import dev.parley.tool.ToolSteps.Outcome;
import dev.parley.tool.Toolbox.Tool;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One call: waits, runs on some thread, and ends once, whatever the tool does. Thread-safe. */
final class ToolTask implements Runnable, ToolHandler.Run {
  /** Why tools are told to stop. */
  enum Stop {
    CANCELLED,
    /** The time of the whole loop is over. */
    TIMEOUT,
    /** The time of the tool is over. */
    TOOL_TIMEOUT
  }

  private final ToolBatch batch;
  private final ToolCall call;
  private final Optional<Tool> tool;
  private final Interruption thread = new Interruption();
  private volatile String arguments;
  private volatile @Nullable Stop stop;
  private volatile @Nullable CallEnded ended;
  private volatile @Nullable Throwable fatal;
  private @Nullable Watch watch;
  private boolean taken; // By a thread.
  private boolean begun;
  private long start;

  ToolTask(ToolBatch batch, ToolCall call) {
    this.batch = batch;
    this.call = call;
    this.tool = batch.tools().find(call);
    this.arguments = call.argumentsJson();
  }

  /** Ends it if there is no such tool, or the gate refuses; on the loop's thread. */
  void prepare() throws InterruptedException {
    if (tool.isEmpty()) {
      end(Outcome.UNKNOWN_TOOL, batch.tools().unknown(call), null);
      return;
    }
    Decision decision =
        requireNonNull(
            batch.rules().gate().decide(call),
            "the gate's decision on a call: it must allow, refuse or change it");
    if (decision instanceof Decision.Refused refused) {
      end(Outcome.REFUSED, ToolResult.failure(call, refused.reason()), null);
    } else if (decision instanceof Decision.Changed changed) {
      arguments = changed.argumentsJson();
    }
  }

  /**
   * Says that it is being given to the executor: if no thread takes it as long as a tool may take
   * one, none is waited for any longer.
   */
  synchronized void queue() {
    if (ended == null) {
      timeout().ifPresent(limit -> watch(limit.plus(batch.rules().grace()), this::noThread));
    }
  }

  /** Ends it, unless a thread has taken it; a watch may still expire when it is taken back. */
  synchronized void noThread() {
    if (!taken) {
      notRun("no thread was free for it");
    }
  }

  @Override
  public void run() {
    if (!take()) {
      return;
    }
    try {
      work();
    } catch (Throwable e) { // Whatever it is: the loop waits for the end of this call.
      if (!failed(e)) {
        throw e;
      }
    } finally {
      thread.leave();
    }
    if (fatal instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    try {
      batch.tell(new CallStarted(batch.step(), told()), () -> !hasEnded());
      if (begin()) {
        String text = tool.orElseThrow().handler().handle(told(), this);
        end(Outcome.DONE, ToolResult.of(call, requireNonNull(text, "the tool's result")), null);
      }
    } catch (Exception e) {
      fail(e);
    }
  }

  private synchronized boolean take() {
    if (ended != null || taken) {
      return false;
    }
    taken = true;
    unwatch();
    return true;
  }

  private ToolCall told() {
    return new ToolCall(call.id(), call.name(), arguments, call.extras());
  }

  /** False if the call was stopped while the listener was told of it, or is about to be. */
  private synchronized boolean begin() {
    batch.stopped().ifPresent(this::stop);
    if (ended != null) {
      return false;
    }
    begun = true;
    start = batch.rules().watchdog().nanoTime();
    thread.enter();
    timeout().ifPresent(limit -> watch(limit, () -> stop(Stop.TOOL_TIMEOUT)));
    return true;
  }

  private Optional<Duration> timeout() {
    return tool.orElseThrow().timeout().or(() -> batch.rules().toolTimeout());
  }

  private void watch(Duration limit, Runnable onExpiry) {
    unwatch();
    watch = batch.rules().watchdog().watch(Timeouts.UNSET.with(Kind.WHOLE, limit), onExpiry);
  }

  private void unwatch() {
    if (watch != null) {
      watch.end();
      watch = null;
    }
  }

  private void fail(Exception failure) {
    Stop why = stop;
    if (failure instanceof InterruptedException && isOthers()) {
      String text = stopped(Stop.CANCELLED) + "; it may have been done";
      end(Outcome.STOPPED, ToolResult.failure(call, text), failure);
    } else if (why != null) {
      Outcome outcome = why == Stop.TOOL_TIMEOUT ? Outcome.TIMED_OUT : Outcome.STOPPED;
      end(outcome, ToolResult.failure(call, stopped(why) + "; it may have been done"), null);
    } else {
      try {
        end(Outcome.FAILED, batch.tools().failure(call, failure), null);
      } catch (Throwable e) { // The program's own text cannot be made, or is not to be.
        if (!e.equals(failure)) {
          e.addSuppressed(failure);
        }
        throw e;
      }
    }
  }

  /**
   * Ends the call with what is thrown where the loop runs, since nobody may hear of it here; false
   * if the loop has abandoned the call, so that nobody would hear of it there.
   */
  private boolean failed(Throwable unexpected) {
    return end(Outcome.FAILED, ToolResult.failure(call, "The tool failed"), unexpected);
  }

  /** Whether the caller of the loop, or the owner of the thread, has interrupted the tool. */
  private boolean isOthers() {
    return batch.rules().executor().isPresent() ? stop == null : thread.isOthers();
  }

  private String stopped(Stop why) {
    return switch (why) {
      case CANCELLED -> "The tool was interrupted";
      case TIMEOUT -> "The tool was stopped, since the time for all tools was over";
      case TOOL_TIMEOUT ->
          "The tool was stopped, since it took longer than "
              + timeout().orElseThrow().toMillis()
              + " ms";
    };
  }

  synchronized boolean hasBegun() {
    return begun;
  }

  /** Tells the tool to stop; one that has not begun never will. */
  synchronized void stop(Stop why) {
    if (ended != null || stop != null) {
      return;
    }
    stop = why;
    if (!begun) {
      notRun(why == Stop.CANCELLED ? "the turn was given up" : "the time was over");
      return;
    }
    if (batch.rules().executor().isPresent()) { // Its own thread a loop cannot leave.
      watch(batch.rules().grace(), this::abandon);
    }
    thread.send();
  }

  /** Ends it before the tool is called. */
  void notRun(String because) {
    end(Outcome.NOT_RUN, ToolResult.failure(call, "it was not run: " + because), null);
  }

  private void abandon() {
    String text = stopped(requireNonNull(stop)) + ", but it does not stop; it may still be running";
    end(Outcome.ABANDONED, ToolResult.failure(call, text), null);
  }

  private synchronized boolean end(
      Outcome outcome, ToolResult result, @Nullable Throwable unexpected) {
    if (ended != null) {
      return false;
    }
    unwatch();
    long nanos = begun ? batch.rules().watchdog().nanoTime() - start : 0;
    fatal = unexpected;
    ended = new CallEnded(batch.step(), call, result, outcome, Duration.ofNanos(nanos));
    batch.ended(this);
    return true;
  }

  boolean hasEnded() {
    return ended != null;
  }

  /** What came of it, once it has ended. */
  CallEnded outcome() {
    return requireNonNull(ended, "the call has not ended");
  }

  /** What the tool threw, if that ends the loop. */
  Optional<Throwable> fatal() {
    return Optional.ofNullable(fatal);
  }

  @Override
  public boolean isStopped() {
    return stop != null || thread.isInterrupted();
  }
}
