package dev.parley.tool;

import org.jspecify.annotations.Nullable;

/**
 * A thread at work that may be interrupted until it leaves, and keeps no trace of that after; but
 * what others have sent it stays.
 */
final class Interruption {
  private @Nullable Thread worker;
  private boolean sent;
  private boolean others;

  synchronized void enter() {
    worker = Thread.currentThread();
    sent = false;
    others = false;
  }

  /** Interrupts who is at work, if anybody is. */
  synchronized void send() {
    if (worker != null && !sent) {
      sent = true;
      others |= worker.isInterrupted();
      worker.interrupt();
    }
  }

  /**
   * Whether somebody else has interrupted the work too, which has just thrown {@link
   * InterruptedException}. That takes one interruption away: what is there still is a second one,
   * and so is what comes after.
   */
  synchronized boolean isOthers() {
    others |= !sent || Thread.currentThread().isInterrupted();
    sent &= others; // What was sent is taken away now, so that there is nothing to take later.
    return others;
  }

  /**
   * Whether who is at work is interrupted, by anybody, and has not taken notice; for any thread.
   */
  synchronized boolean isInterrupted() {
    return worker != null && worker.isInterrupted();
  }

  /** After this the thread may do other work, and does not seem interrupted by {@link #send()}. */
  synchronized void leave() {
    worker = null;
    if (sent && !others) {
      Thread.interrupted();
    }
    sent = false;
  }
}
