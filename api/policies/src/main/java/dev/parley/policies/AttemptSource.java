package dev.parley.policies;

import dev.parley.chat.ChatModel;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.Progress;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.ModelId;
import dev.parley.chat.Warning;
import dev.parley.error.ModelException;
import dev.parley.spi.EventSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events of the attempt that answers. What comes before anything visible is held back, since
 * another attempt may still begin; progress is not, for nobody waits for minutes without a sign.
 */
final class AttemptSource implements EventSource {
  /** Beyond that it is passed on: a server must not fill the memory with what nobody sees. */
  private static final int MOST_HELD = 256;

  private final ModelId id;
  private final Attempts attempts;
  private final Deque<CompletionEvent> held = new ArrayDeque<>(4);
  private volatile @Nullable CompletionStream current;
  private @Nullable Iterator<CompletionEvent> events;
  private boolean begun;
  private boolean released;
  private boolean visible;
  private boolean over;

  AttemptSource(ModelId id, Attempts attempts) {
    this.id = id;
    this.attempts = attempts;
  }

  @Override
  public @Nullable CompletionEvent next() {
    while (!released || held.isEmpty()) {
      try {
        CompletionEvent event = read();
        if (event == null) {
          return null;
        }
        take(event);
      } catch (ModelException failure) {
        again(failure);
      }
    }
    CompletionEvent event = held.poll();
    begun |= event instanceof Started;
    released = visible || !held.isEmpty(); // After progress the next are held back again.
    return event;
  }

  private void take(CompletionEvent event) {
    if (event instanceof Started beginning) {
      if (begun) {
        return; // It comes once. Of the attempt that it came with, nothing was visible.
      }
      held.add(warned(beginning));
    } else {
      held.add(event);
    }
    visible |= event.visible();
    if (event instanceof Finished) {
      over = true;
      attempts.ended(null);
    }
    released |= visible || over || event instanceof Progress || held.size() == MOST_HELD;
  }

  /** Lets another attempt begin, unless something has been seen of this one. */
  private void again(ModelException failure) {
    closeCurrent();
    held.clear();
    events = null;
    over = true;
    attempts.ended(failure);
    if (visible) {
      throw attempts.summary(failure);
    }
    attempts.prepareNext(failure);
    over = false;
  }

  private Started warned(Started event) {
    if (attempts.warnings().isEmpty()) {
      return event;
    }
    List<Warning> warnings = new ArrayList<>(attempts.warnings());
    warnings.addAll(event.warnings());
    return event.with(warnings);
  }

  private @Nullable CompletionEvent read() {
    Iterator<CompletionEvent> from = events;
    if (from == null) {
      from = open().iterator();
      events = from;
    }
    return from.hasNext() ? from.next() : null;
  }

  private CompletionStream open() {
    ChatModel model = attempts.next();
    CompletionStream stream = model.stream(attempts.request());
    current = stream;
    if (attempts.isCancelled()) {
      stream.close(); // Who cancelled may have missed it.
    }
    return stream;
  }

  /** What has come, from any thread. */
  Completion whole() {
    CompletionStream stream = current;
    return stream == null ? Completion.builder(id).build() : attempts.answer(stream.partial());
  }

  @Override
  public void cancel() {
    attempts.cancel();
    closeCurrent();
  }

  @Override
  public void release() {
    closeCurrent();
    if (current != null && !over) {
      attempts.ended(null);
    }
  }

  private void closeCurrent() {
    CompletionStream stream = current;
    if (stream != null) {
      stream.close();
    }
  }
}
