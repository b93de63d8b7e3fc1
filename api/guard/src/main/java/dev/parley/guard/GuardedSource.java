package dev.parley.guard;

import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.ModelId;
import dev.parley.chat.Warning;
import dev.parley.error.ModelException;
import dev.parley.spi.EventSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The events of a stream whose request something was found in. */
final class GuardedSource implements EventSource {
  private final ModelId id;
  private final Supplier<CompletionStream> opener;
  private final List<Warning> warnings;
  private volatile @Nullable CompletionStream stream;
  private volatile boolean cancelled;
  private @Nullable Iterator<CompletionEvent> events;

  /**
   * Opens the stream with the first read.
   *
   * @param opener throws if the request must not be sent
   */
  GuardedSource(ModelId id, Supplier<CompletionStream> opener, List<Warning> warnings) {
    this.id = id;
    this.opener = opener;
    this.warnings = warnings;
  }

  @Override
  public @Nullable CompletionEvent next() {
    try {
      Iterator<CompletionEvent> from = events;
      if (from == null) {
        from = open().iterator();
        events = from;
      }
      CompletionEvent event = from.hasNext() ? from.next() : null;
      return event instanceof Started started ? warned(started) : event;
    } catch (ModelException e) {
      throw GuardedModel.warned(e, warnings);
    }
  }

  private CompletionStream open() {
    CompletionStream opened = opener.get();
    stream = opened;
    if (cancelled) {
      opened.close(); // Who cancelled may have missed it.
    }
    return opened;
  }

  private Started warned(Started started) {
    List<Warning> all = new ArrayList<>(warnings);
    all.addAll(started.warnings());
    return started.with(all);
  }

  /** What has come, from any thread. */
  Completion whole() {
    CompletionStream opened = stream;
    return opened == null
        ? Completion.builder(id).build()
        : GuardedModel.warned(opened.partial(), warnings);
  }

  @Override
  public void cancel() {
    cancelled = true;
    release();
  }

  @Override
  public void release() {
    CompletionStream opened = stream;
    if (opened != null) {
      opened.close();
    }
  }
}
