package dev.parley.cli.batch;

import dev.parley.batch.BatchProgress;
import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.process.Surroundings;
import dev.parley.cli.process.TerminalWidth;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Shows on stderr how a run stands: by a bar that moves if that is a terminal, else by a line every
 * few seconds in which something happened.
 */
final class ProgressDisplay {
  private static final Duration BAR_EVERY = Duration.ofMillis(100);
  private static final Duration LINE_EVERY = Duration.ofSeconds(3);

  private final Diagnostics diagnostics;
  private final Surroundings surroundings;
  private final TerminalWidth width;

  @Inject
  ProgressDisplay(Diagnostics diagnostics, Surroundings surroundings, TerminalWidth width) {
    this.diagnostics = diagnostics;
    this.surroundings = surroundings;
    this.width = width;
  }

  /** A display that goes on until it is closed, which takes the bar away. */
  interface Shown {
    void close();
  }

  /**
   * {@return a display that is shown from now on}
   *
   * @param printing whether answers go to stdout meanwhile, which may be the same terminal
   */
  Shown show(Supplier<BatchProgress> progress, boolean printing) {
    boolean bar =
        surroundings.errIsTerminal()
            && !surroundings.environment().getOrDefault("TERM", "dumb").equals("dumb")
            && !(printing && surroundings.outIsTerminal());
    Ticker ticker =
        bar
            ? new Ticker(BAR_EVERY, () -> bar(progress.get()))
            : new Ticker(LINE_EVERY, new Lines(progress));
    ticker.start();
    return () -> {
      ticker.end();
      diagnostics.status("");
    };
  }

  private void bar(BatchProgress now) {
    diagnostics.status(ProgressText.of(now).bar(width.columns()));
  }

  /** Says nothing where nothing happened. */
  private final class Lines implements Runnable {
    private final Supplier<BatchProgress> progress;
    private long told;

    Lines(Supplier<BatchProgress> progress) {
      this.progress = progress;
    }

    @Override
    public void run() {
      ProgressText now = ProgressText.of(progress.get());
      if (now.done() != told) {
        diagnostics.note(now.plain());
        told = now.done();
      }
    }
  }

  /** Does something again and again, on a thread of its own. */
  private static final class Ticker {
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread;

    Ticker(Duration every, Runnable tick) {
      thread = new Thread(() -> run(every, tick), "parley-progress");
      thread.setDaemon(true);
    }

    void start() {
      thread.start();
    }

    private void run(Duration every, Runnable tick) {
      try {
        while (!ended.await(every.toNanos(), TimeUnit.NANOSECONDS)) {
          tick.run();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // Nobody does; if somebody did, it is over.
      }
    }

    /** Waits for the tick under way: nothing is shown after it. */
    void end() {
      ended.countDown();
      boolean interrupted = false;
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
