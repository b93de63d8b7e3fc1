package dev.parley.spi;

import dev.parley.chat.CompletionEvent;
import org.jspecify.annotations.Nullable;

/** Where a {@link PullStream} gets its events: one exchange with a provider. */
public interface EventSource {

  /**
   * {@return the next event, or null if the exchange ended without a {@link
   * CompletionEvent.Finished}} Called on the reading thread, one call at a time, and never again
   * after {@code Finished}, null or an exception. The first call starts the exchange; each may
   * block.
   *
   * @throws dev.parley.error.ModelException if the exchange failed
   */
  @Nullable CompletionEvent next();

  /**
   * Cancels on the wire, at once. Called at most once, from any thread, before, during or between
   * calls of {@link #next()}: one that blocks must come back soon with whatever exception, and one
   * that comes later must not start an exchange.
   */
  void cancel();

  /**
   * Lets go of everything. Called once, after the last {@link #next()} and never during one; after
   * {@link #cancel()} if there was one, then perhaps on the cancelling thread.
   */
  void release();
}
