package dev.parley.llamalocal.internal;

import dev.parley.chat.Capabilities;
import dev.parley.chat.ModelId;
import dev.parley.error.CancelledException;
import dev.parley.error.ErrorDetails;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The server of one model file: started with the first call, and again with the next one after it
 * has ended. Thread-safe.
 */
final class StartedServer implements ModelServer, AutoCloseable {
  private final Path file;
  private final Launch launch;
  private @Nullable ServerRun run;
  private boolean closed;

  StartedServer(Path file, Launch launch) {
    this.file = file;
    this.launch = launch;
  }

  @Override
  public ReadyServer await(ModelId model, Patience patience) {
    try {
      return patience.await(usable(model).ready());
    } catch (ExecutionException e) {
      throw StartFailure.forCallTo(model, e.getCause() == null ? e : e.getCause());
    }
  }

  private synchronized ServerRun usable(ModelId model) {
    if (closed) {
      throw new CancelledException("the provider is closed", ErrorDetails.of(model), null);
    }
    ServerRun current = run;
    if (current == null || !current.isUsable()) {
      if (current != null) {
        current.bury();
      }
      current = ServerRun.begin(file, model.model(), launch);
      run = current;
    }
    return current;
  }

  @Override
  public synchronized Capabilities capabilities(ModelId model) {
    ServerRun current = run;
    return current != null
            && current.ready().isDone()
            && !current.ready().isCompletedExceptionally()
        ? current.ready().join().capabilities()
        : ServerProperties.OF_EVERY_SERVER;
  }

  @Override
  public synchronized boolean isClosed() {
    return closed;
  }

  /** It has said before that it is ready; it will be again, or end. */
  @Override
  public void isLoading(ModelId model, ReadyServer server) {}

  @Override
  public void close() {
    ServerRun current;
    synchronized (this) {
      closed = true;
      current = run;
    }
    if (current != null) {
      current.close();
    }
  }
}
