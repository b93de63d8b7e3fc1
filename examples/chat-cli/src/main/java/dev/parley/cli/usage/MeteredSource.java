package dev.parley.cli.usage;

import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionStream;
import dev.parley.spi.EventSource;
import java.util.Iterator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads a stream, and takes the call down when it ends, however that is. */
final class MeteredSource implements EventSource {
  private final CompletionStream stream;
  private final Supplier<MeteredCall> beginning;
  private @Nullable Iterator<CompletionEvent> events;
  private volatile @Nullable MeteredCall call;

  /**
   * A stream that is not begun.
   *
   * @param beginning is asked when it is read first
   */
  MeteredSource(CompletionStream stream, Supplier<MeteredCall> beginning) {
    this.stream = stream;
    this.beginning = beginning;
  }

  @Override
  public @Nullable CompletionEvent next() {
    MeteredCall metered = call;
    if (metered == null) {
      metered = beginning.get();
      call = metered;
    }
    try {
      if (events == null) {
        events = stream.iterator();
      }
      if (!events.hasNext()) {
        return null;
      }
      CompletionEvent event = events.next();
      if (event instanceof Finished) {
        metered.finished(stream.partial());
      }
      return event;
    } catch (RuntimeException | Error e) {
      metered.failed(e, stream.partial());
      throw e;
    }
  }

  @Override
  public void cancel() {
    stream.close();
  }

  @Override
  public void release() {
    stream.close();
    MeteredCall begun = call;
    if (begun != null) {
      begun.cancelled(stream.partial()); // Unless its end was taken down.
    }
  }
}
