package dev.parley.tck.mutation;

import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionStream;
import java.util.Iterator;

/** A stream that passes everything on. */
class PassingStream implements CompletionStream {
  private final CompletionStream inner;

  PassingStream(CompletionStream inner) {
    this.inner = inner;
  }

  @Override
  public Iterator<CompletionEvent> iterator() {
    return inner.iterator();
  }

  @Override
  public Completion completion() {
    return inner.completion();
  }

  @Override
  public Completion partial() {
    return inner.partial();
  }

  @Override
  public void close() {
    inner.close();
  }
}
