package dev.parley.llamalocal.internal;

import dev.parley.chat.ModelCatalog;
import java.util.Optional;

/** The servers of one provider instance. Thread-safe. */
public interface Servers extends AutoCloseable {

  /** The server that serves a model of that name; neither asks nor starts it. */
  ModelServer serverOf(String model);

  /** The models there are, where that can be told. */
  Optional<ModelCatalog> catalog();

  /** Lets go of all servers, and ends those that were started. Idempotent. */
  @Override
  void close();
}
