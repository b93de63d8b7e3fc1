package dev.parley.testing;

import dev.parley.chat.CompletionEvent;
import dev.parley.spi.EventSource;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Gives the events of a list, then null; counts what is done to it. */
public final class ListSource implements EventSource {
  private final Iterator<CompletionEvent> events;
  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicInteger cancels = new AtomicInteger();
  private final AtomicInteger releases = new AtomicInteger();

  public ListSource(List<CompletionEvent> events) {
    this.events = events.iterator();
  }

  public ListSource(CompletionEvent... events) {
    this(List.of(events));
  }

  @Override
  public @Nullable CompletionEvent next() {
    reads.incrementAndGet();
    return events.hasNext() ? events.next() : null;
  }

  @Override
  public void cancel() {
    cancels.incrementAndGet();
  }

  @Override
  public void release() {
    releases.incrementAndGet();
  }

  public int reads() {
    return reads.get();
  }

  public int cancels() {
    return cancels.get();
  }

  public int releases() {
    return releases.get();
  }
}
