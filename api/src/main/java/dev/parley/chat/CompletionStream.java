package dev.parley.chat;

import java.util.Iterator;

/**
 * An answer as it comes.
 *
 * <p>The exchange starts at the first read, on the reading thread, and every failure is thrown
 * there. Reading slowly slows the provider. There is exactly one outcome: the events end with
 * {@link CompletionEvent.Finished}, or a read throws. One thread at a time reads; any thread may
 * {@link #close()} and ask for {@link #partial()}.
 *
 * <p>Reads throw {@link dev.parley.error.ModelException}; one that broke after it began carries
 * what had come as {@link dev.parley.error.ModelException#partial()}.
 */
public interface CompletionStream extends Iterable<CompletionEvent>, AutoCloseable {

  /**
   * {@return the events, in their order}
   *
   * @throws IllegalStateException when called a second time
   */
  @Override
  Iterator<CompletionEvent> iterator();

  /**
   * {@return the whole answer} Reads what is left of it, past events that are then lost to the
   * iterator. Repeating it is free.
   *
   * @throws dev.parley.error.ModelException if the stream failed, or was closed before its end
   */
  Completion completion();

  /** {@return what has come so far; complete once {@link CompletionEvent.Finished} has} */
  Completion partial();

  /**
   * Gives the stream up. Cancels on the wire at once unless the stream has ended; a thread that
   * waits for an event meanwhile gets {@link dev.parley.error.CancelledException}. Idempotent,
   * never throws, does not wait.
   */
  @Override
  void close();
}
