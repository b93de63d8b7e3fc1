package dev.parley.llamalocal.internal;

import dev.parley.chat.Capabilities;
import dev.parley.chat.ModelId;

/** A server that answers, or will when it is needed. Thread-safe. */
public interface ModelServer {

  /**
   * Waits until the server answers, and starts it if need be.
   *
   * @throws dev.parley.error.ParleyException if it does not come to that
   */
  ReadyServer await(ModelId model, Patience patience);

  /** What the model is known to do; asks nobody. */
  Capabilities capabilities(ModelId model);

  /** Whether nobody is served any more. */
  boolean isClosed();

  /** Says that the server has answered that it is loading: what was known of it counts no more. */
  void isLoading(ModelId model, ReadyServer server);
}
