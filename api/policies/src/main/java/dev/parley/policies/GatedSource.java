package dev.parley.policies;

import dev.parley.chat.ChatModel;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionStream;
import dev.parley.spi.EventSource;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** The events of a stream behind a gate. */
final class GatedSource implements EventSource {
  private final GatedCall call;
  private final ChatModel model;
  private volatile @Nullable CompletionStream stream;
  private @Nullable Iterator<CompletionEvent> events;

  GatedSource(GatedCall call, ChatModel model) {
    this.call = call;
    this.model = model;
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
      if (event instanceof Finished) {
        call.end(whole(), null);
      }
      return event;
    } catch (RuntimeException | Error e) {
      call.end(whole(), e);
      throw e;
    }
  }

  private CompletionStream open() {
    call.enter();
    CompletionStream opened = model.stream(call.outgoing());
    stream = opened;
    if (call.isCancelled()) {
      opened.close(); // Who cancelled may have missed it.
    }
    return opened;
  }

  /** What has come, from any thread. */
  Completion whole() {
    CompletionStream opened = stream;
    return opened == null ? Completion.builder(call.model()).build() : opened.partial();
  }

  @Override
  public void cancel() {
    call.cancel();
    closeStream();
  }

  @Override
  public void release() {
    closeStream();
    Completion whole = whole();
    call.end(whole, call.givenUp(whole)); // Unless it has ended before.
  }

  private void closeStream() {
    CompletionStream opened = stream;
    if (opened != null) {
      opened.close();
    }
  }
}
