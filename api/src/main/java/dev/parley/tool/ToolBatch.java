package dev.parley.tool;

import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.message.Part.ToolCall;
import dev.parley.message.Part.ToolResult;
import dev.parley.spi.Watchdog.Watch;
import dev.parley.tool.ToolSteps.Event;
import dev.parley.tool.ToolSteps.Outcome;
import dev.parley.tool.ToolTask.Stop;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The calls of one answer. {@link #run} is for the loop's thread, {@link #stop} for any. */
final class ToolBatch {
  private static final Set<Outcome> UNFINISHED = EnumSet.of(Outcome.STOPPED, Outcome.ABANDONED);

  private final Toolbox tools;
  private final LoopRules rules;
  private final EventSink sink;
  private final int step;
  private final List<ToolTask> tasks;
  private final BlockingQueue<ToolTask> ended = new LinkedBlockingQueue<>();
  private final Interruption gate = new Interruption();
  private volatile @Nullable Stop stopped;
  private int told;

  ToolBatch(Toolbox tools, LoopRules rules, EventSink sink, int step, List<ToolCall> calls) {
    this.tools = tools;
    this.rules = rules;
    this.sink = sink;
    this.step = step;
    this.tasks = calls.stream().map(call -> new ToolTask(this, call)).toList();
  }

  Toolbox tools() {
    return tools;
  }

  LoopRules rules() {
    return rules;
  }

  int step() {
    return step;
  }

  /**
   * Asks the gate and runs the tools; when it returns or throws, all calls have ended.
   *
   * @param timeLeft for all of it; may be negative
   */
  void run(Optional<Duration> timeLeft) {
    Watch watch = timeLeft.map(this::watch).orElse(null);
    try {
      prepare();
      execute();
      awaitAll();
    } catch (Throwable e) { // Of the gate or the executor; checked ones past the compiler too.
      stop(Stop.CANCELLED);
      awaitAll();
      throw e;
    } finally {
      if (watch != null) {
        watch.end();
      }
    }
  }

  /** Ends all calls without running them; in place of {@link #run}. */
  void notRun(String because) {
    tasks.forEach(task -> task.notRun(because));
    awaitAll();
  }

  private @Nullable Watch watch(Duration timeLeft) {
    if (timeLeft.isZero() || timeLeft.isNegative()) {
      stop(Stop.TIMEOUT);
      return null;
    }
    Timeouts limits = Timeouts.UNSET.with(Kind.WHOLE, timeLeft);
    return rules.watchdog().watch(limits, () -> stop(Stop.TIMEOUT));
  }

  /** All calls are decided on before any runs, so that a gate that throws leaves nothing done. */
  private void prepare() {
    for (ToolTask task : tasks) {
      gate.enter();
      try {
        if (!task.hasEnded()) {
          task.prepare();
        }
      } catch (InterruptedException e) {
        if (gate.isOthers()) {
          stop(Stop.CANCELLED);
          Thread.currentThread().interrupt();
        }
      } finally {
        gate.leave();
      }
    }
  }

  private void execute() {
    Executor executor = rules.executor().orElse(Runnable::run);
    for (ToolTask task : tasks) {
      if (Thread.currentThread().isInterrupted()) {
        stop(Stop.CANCELLED);
      }
      if (!task.hasEnded()) {
        try {
          task.queue();
          executor.execute(task);
        } catch (RejectedExecutionException e) {
          task.noThread();
        }
      }
      for (ToolTask next = ended.poll(); next != null; next = ended.poll()) {
        tell(next);
      }
    }
  }

  private void awaitAll() {
    boolean interrupted = false;
    while (told < tasks.size()) {
      try {
        tell(ended.take());
      } catch (InterruptedException e) {
        interrupted = true;
        stop(Stop.CANCELLED);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(ToolTask task) {
    told++;
    tell(task.outcome());
    if (task.fatal().isPresent()) {
      stop(Stop.CANCELLED);
    }
  }

  void tell(Event event) {
    tell(event, () -> true);
  }

  /** Tells the listener; an error of its stops the calls, as a tool's does. */
  void tell(Event event, BooleanSupplier holds) {
    sink.tell(event, holds);
    if (sink.failure().isPresent()) {
      stop(Stop.CANCELLED);
    }
  }

  void ended(ToolTask task) {
    ended.add(task);
  }

  /** Tells all calls to stop that have not ended. */
  void stop(Stop why) {
    synchronized (this) {
      if (stopped == null || why == Stop.CANCELLED) {
        stopped = why;
      }
    }
    // Those that wait for others first: these leave their threads when they are told.
    tasks.stream().filter(task -> !task.hasBegun()).forEach(task -> task.stop(why));
    tasks.forEach(task -> task.stop(why));
    gate.send();
  }

  /** Why the calls were told to stop, if they were. */
  Optional<Stop> stopped() {
    return Optional.ofNullable(stopped);
  }

  /** The results, in the order of the calls. */
  List<ToolResult> results() {
    return tasks.stream().map(task -> task.outcome().result()).toList();
  }

  /** What ends the loop: of the listener, else of the first call that has it; with the others. */
  Optional<Throwable> fatal() {
    Throwable first = sink.failure().orElse(null);
    for (ToolTask task : tasks) {
      Throwable next = task.fatal().orElse(null);
      if (first == null) {
        first = next;
      } else if (next != null && !next.equals(first)) {
        first.addSuppressed(next);
      }
    }
    return Optional.ofNullable(first);
  }

  /** The names of the tools that have not come to their end, for messages. */
  String stoppedTools() {
    return tasks.stream()
        .map(ToolTask::outcome)
        .filter(call -> UNFINISHED.contains(call.outcome()))
        .map(call -> call.call().name())
        .distinct()
        .collect(Collectors.joining(", "));
  }
}
