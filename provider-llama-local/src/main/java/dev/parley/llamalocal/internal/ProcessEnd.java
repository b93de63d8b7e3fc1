package dev.parley.llamalocal.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Ends processes with those that they have started: a wrapper script may have a child. */
final class ProcessEnd {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(2);
  private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(2);
  private static final Duration LONGEST_DEATH = Duration.ofSeconds(10);

  private ProcessEnd() {}

  /**
   * Asks the process to end, and kills it if it takes its time: llama-server with a stream under
   * way may wait for half a minute. An interruption hurries it, and the flag is kept.
   */
  static void end(ProcessHandle process) {
    List<ProcessHandle> family = family(process);
    family.forEach(ProcessHandle::destroy);
    if (!haveEnded(family, LONGEST_FAREWELL)) {
      kill(family);
    }
  }

  /** Kills the process at once, and waits for its end. */
  static void kill(ProcessHandle process) {
    kill(family(process));
  }

  private static void kill(List<ProcessHandle> family) {
    family.forEach(ProcessHandle::destroyForcibly);
    haveEnded(family, LONGEST_DEATH);
  }

  /** The process first: a script might start anew what has ended. */
  private static List<ProcessHandle> family(ProcessHandle process) {
    List<ProcessHandle> family = new ArrayList<>(List.of(process));
    family.addAll(process.descendants().toList());
    return family;
  }

  /** Asks again and again: the JDK's own notice of the end comes on the common pool. */
  private static boolean haveEnded(List<ProcessHandle> family, Duration limit) {
    long start = System.nanoTime();
    while (family.stream().anyMatch(ProcessIdentity::isRunning)) {
      if (Thread.currentThread().isInterrupted() || System.nanoTime() - start > limit.toNanos()) {
        return false;
      }
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
    return true;
  }
}
