package dev.parley.tool;

import static dev.parley.tool.Calls.QUESTION;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.Completion;
import dev.parley.error.CancelledException;
import dev.parley.message.Part.ToolCall;
import dev.parley.message.Part.ToolResult;
import dev.parley.testing.Await;
import dev.parley.testing.VirtualTime;
import dev.parley.tool.ToolSteps.Event;
import dev.parley.tool.ToolSteps.Event.CallEnded;
import dev.parley.tool.ToolSteps.Event.CallStarted;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Loops that are stopped at any moment end, and each of their calls has one end, which is true.
 * What is tried is drawn from seeds; who is faster is chance.
 */
@Timeout(120)
class ToolStressTest {
  private static final int ROUNDS = 120;

  /** What stops a loop. */
  enum Stopper {
    CANCEL,
    INTERRUPT,
    TOOL_TIMEOUT,
    TIMEOUT,
    ALL
  }

  /** What a tool does. */
  private enum Kind {
    QUICK,
    FAILS,
    WAITS,
    /** Waits, and gives what it has when it is interrupted. */
    YIELDS,
    /** Keeps its thread until long after the loop has ended. */
    DEAF
  }

  @ParameterizedTest
  @EnumSource
  void loop_that_is_stopped_ends_and_tells_the_truth(Stopper stopper) throws Exception {
    for (int seed = 0; seed < ROUNDS; seed++) {
      Round round = new Round(stopper, new Random(seed));
      try {
        round.run();
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ", " + round, e);
      }
    }
  }

  /** One loop, which is stopped once. */
  private static final class Round {
    private static final Duration LIMIT = Duration.ofSeconds(7);

    private final Stopper stopper;
    private final int threads;
    private final List<Kind> kinds;
    private final int delay;
    private final int slowness;
    private final VirtualTime time = new VirtualTime();
    private final CyclicBarrier start = new CyclicBarrier(2);
    private final CountDownLatch stopSent = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicReference<Thread> runner = new AtomicReference<>();
    private final Set<String> entered = ConcurrentHashMap.newKeySet();
    private final Set<String> returned = ConcurrentHashMap.newKeySet();
    private final Map<String, CallEnded> ended = new ConcurrentHashMap<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();

    Round(Stopper stopper, Random random) {
      this.stopper = stopper;
      this.threads = random.nextInt(4);
      EnumSet<Kind> known = EnumSet.allOf(Kind.class);
      if (threads == 0) {
        known.remove(Kind.DEAF);
      }
      List<Kind> choice = List.copyOf(known);
      this.kinds =
          IntStream.rangeClosed(0, random.nextInt(4))
              .mapToObj(i -> choice.get(random.nextInt(choice.size())))
              .toList();
      this.delay = random.nextInt(20_000);
      this.slowness = random.nextInt(1_000);
    }

    void run() throws Exception {
      PlainPool pool = new PlainPool(threads);
      ToolSteps steps = loop(pool).begin(QUESTION);
      Future<Boolean> flag = Await.async(() -> take(steps));
      Await.get(Await.async(start::await));
      spin(delay);
      stop(steps);
      while (!hasEnded(flag)) {
        time.pass(Duration.ofSeconds(5));
      }
      boolean interrupted = Await.get(flag);
      over.countDown();
      pool.finish();

      assertEquals(List.of(), faults);
      assertEquals(0, time.waiting(), "nothing is watched any more");
      assertEquals(
          calls().stream().map(ToolCall::id).toList(),
          steps.results().stream().map(ToolResult::callId).toList());
      ended.values().forEach(this::checkOutcome);
      if (stopper != Stopper.ALL || threads > 0) {
        assertEquals(stopper == Stopper.INTERRUPT || stopper == Stopper.ALL, interrupted, "flag");
      }
    }

    /** Whether it has, after a moment in which it may. */
    private static boolean hasEnded(Future<?> run) throws Exception {
      try {
        run.get(1, TimeUnit.MILLISECONDS);
        return true;
      } catch (TimeoutException e) {
        return false;
      }
    }

    private ToolLoop loop(PlainPool pool) {
      Toolbox.Builder tools = Toolbox.builder();
      for (Kind kind : Kind.values()) {
        tools.tool(Calls.definition(kind.name()), call -> tool(kind, call));
      }
      ToolLoop.Builder loop =
          ToolLoop.builder(Calls.model(calls().toArray(new ToolCall[0])), tools.build())
              .watchdog(time.watchdog())
              .grace(Duration.ofSeconds(3))
              .listener(this::note);
      if (threads > 0) {
        loop.executor(pool);
      }
      if (stopper == Stopper.TOOL_TIMEOUT || stopper == Stopper.ALL) {
        loop.toolTimeout(LIMIT);
      }
      if (stopper == Stopper.TIMEOUT || stopper == Stopper.ALL) {
        loop.timeout(LIMIT.plusSeconds(1));
      }
      return loop.build();
    }

    private List<ToolCall> calls() {
      return IntStream.range(0, kinds.size())
          .mapToObj(i -> new ToolCall("call_" + i, kinds.get(i).name(), "{}"))
          .toList();
    }

    /** Whether the thread is interrupted in the end, after all that was sent to it. */
    private boolean take(ToolSteps steps) throws Exception {
      runner.set(Thread.currentThread());
      Completion answer = Completion.builder(Calls.MODEL).content(List.copyOf(calls())).build();
      start.await();
      try {
        steps.take(answer);
      } catch (CancelledException e) {
        if (stopper == Stopper.TOOL_TIMEOUT || stopper == Stopper.TIMEOUT) {
          faults.add("nobody has cancelled it: " + e);
        }
      }
      if (ended.size() != kinds.size()) {
        faults.add("ended too early: " + ended);
      }
      boolean flag = Thread.interrupted();
      flag |= awaitWhateverComes(stopSent);
      return flag || Thread.interrupted();
    }

    /** Whether it was interrupted meanwhile. */
    private static boolean awaitWhateverComes(CountDownLatch latch) {
      boolean flag = false;
      while (latch.getCount() > 0) {
        try {
          latch.await();
        } catch (InterruptedException e) {
          flag = true;
        }
      }
      return flag;
    }

    private void stop(ToolSteps steps) {
      if (stopper == Stopper.CANCEL || stopper == Stopper.ALL) {
        steps.cancel();
      }
      if (stopper == Stopper.TOOL_TIMEOUT || stopper == Stopper.TIMEOUT || stopper == Stopper.ALL) {
        time.pass(LIMIT);
      }
      if (stopper == Stopper.INTERRUPT || stopper == Stopper.ALL) {
        runner.get().interrupt();
      }
      stopSent.countDown();
    }

    private String tool(Kind kind, ToolCall call) throws Exception {
      if (!entered.add(call.id())) {
        faults.add("ran twice: " + call.id());
      }
      switch (kind) {
        case QUICK -> spin(slowness);
        case FAILS -> throw new IllegalStateException("fails");
        case WAITS -> over.await();
        case YIELDS -> {
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        }
        case DEAF -> awaitWhateverComes(over);
      }
      returned.add(call.id());
      return "done";
    }

    private void note(Event event) {
      if (event instanceof CallEnded call) {
        if (ended.put(call.call().id(), call) != null) {
          faults.add("ended twice: " + call);
        }
      } else if (event instanceof CallStarted call && ended.containsKey(call.call().id())) {
        faults.add("started when it had ended: " + call);
      }
      spin(slowness);
    }

    private void checkOutcome(CallEnded call) {
      String id = call.call().id();
      switch (call.outcome()) {
        case DONE -> assertTrue(returned.contains(id), "" + call);
        case FAILED -> assertEquals(Kind.FAILS.name(), call.call().name(), "" + call);
        case TIMED_OUT, STOPPED ->
            assertTrue(entered.contains(id) && !returned.contains(id), "" + call);
        case NOT_RUN -> assertFalse(entered.contains(id), "" + call);
        case ABANDONED -> assertTrue(threads > 0 && entered.contains(id), "" + call);
        case UNKNOWN_TOOL, REFUSED -> assertNull(call, "neither was to be expected");
      }
    }

    private static void spin(int times) {
      for (int i = 0; i < times; i++) {
        Thread.onSpinWait();
      }
    }

    @Override
    public String toString() {
      return kinds + " on " + threads + " threads";
    }
  }
}
