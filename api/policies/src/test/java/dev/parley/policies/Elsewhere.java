package dev.parley.policies;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Work on a thread of its own. */
record Elsewhere<T>(Thread thread, FutureTask<T> task) {

  static <T> Elsewhere<T> run(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(task, "elsewhere");
    thread.setDaemon(true);
    thread.start();
    return new Elsewhere<>(thread, task);
  }

  /** What the work gave, or what it threw as the cause of an ExecutionException. */
  T result() throws Exception {
    return task.get(20, TimeUnit.SECONDS);
  }

  boolean isDone() {
    return task.isDone();
  }
}
