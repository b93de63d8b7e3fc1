package dev.parley.tck.mutation;

import dev.parley.chat.CompletionEvent;
import dev.parley.spi.EventSource;
import org.jspecify.annotations.Nullable;

/** An exchange that passes everything on. */
class PassingSource implements EventSource {
  private final EventSource inner;

  PassingSource(EventSource inner) {
    this.inner = inner;
  }

  @Override
  public @Nullable CompletionEvent next() {
    return inner.next();
  }

  @Override
  public void cancel() {
    inner.cancel();
  }

  @Override
  public void release() {
    inner.release();
  }
}
