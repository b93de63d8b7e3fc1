package dev.parley.cli.conversation;

import dev.parley.store.ConversationId;
import dev.parley.store.ConversationInfo;
import dev.parley.store.ConversationPage;
import dev.parley.store.ConversationStore;
import dev.parley.store.Entry;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Goes through what a store has, reading it in parts: however many conversations there are and
 * however long they are, no more than a part is in memory. Going through throws what the store
 * throws.
 */
public final class InParts {
  private static final int PART = 100;

  private InParts() {}

  /**
   * {@return all conversations, in no order} Those that the store cannot list it reports itself.
   */
  public static Iterable<ConversationInfo> conversations(ConversationStore store) {
    return () ->
        new Parts<>() {
          private Optional<String> from = Optional.empty();
          private boolean last;

          @Override
          Optional<List<ConversationInfo>> read() {
            if (last) {
              return Optional.empty();
            }
            ConversationPage page = store.list(from, PART);
            from = page.next();
            last = from.isEmpty();
            return Optional.of(page.conversations());
          }
        };
  }

  /**
   * {@return the entries of one, from the place {@code first} on} If it is removed meanwhile, that
   * was its end.
   */
  public static Iterable<Entry> entries(ConversationStore store, ConversationId id, long first) {
    return () ->
        new Parts<>() {
          private long place = first;

          @Override
          Optional<List<Entry>> read() {
            List<Entry> entries = store.page(id, place, PART).entries();
            place += entries.size();
            return entries.isEmpty() ? Optional.empty() : Optional.of(entries);
          }
        };
  }

  /** One part after the other, each read when it is needed. */
  private abstract static class Parts<T> implements Iterator<T> {
    private Iterator<T> part = Collections.emptyIterator();
    private boolean over;

    /** The next part, which may have nothing in it; empty at the end. */
    abstract Optional<List<T>> read();

    @Override
    public boolean hasNext() {
      while (!part.hasNext() && !over) {
        Optional<List<T>> next = read();
        over = next.isEmpty();
        part = next.orElse(List.of()).iterator();
      }
      return part.hasNext();
    }

    @Override
    public T next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return part.next();
    }
  }
}
