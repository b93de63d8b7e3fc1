package dev.parley.conversation;

import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.ModelId;
import dev.parley.error.CancelledException;
import dev.parley.error.ErrorDetails;
import dev.parley.message.Message;
import dev.parley.spi.EventSource;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The events of a turn: of all its answers, as if they were one. */
final class TurnSource implements EventSource {
  private static final Logger LOG = System.getLogger(TurnSource.class.getName());

  private final Conversation conversation;
  private final ModelId model;
  private final List<Message> said;
  private volatile @Nullable Draft draft;
  private @Nullable Iterator<CompletionEvent> events;
  private volatile @Nullable CompletionStream current;
  private volatile boolean cancelled;
  private boolean begun;

  TurnSource(Conversation conversation, ModelId model, List<Message> said) {
    this.conversation = conversation;
    this.model = model;
    this.said = said;
  }

  @Override
  public @Nullable CompletionEvent next() {
    Draft turn = draft;
    if (turn == null) {
      turn = conversation.draft(said);
      draft = turn;
      if (cancelled) {
        turn.cancel(); // Who cancelled may have missed it.
      }
    }
    try {
      return next(turn);
    } catch (RuntimeException e) { // Of the model, or of a gate.
      turn.keepPart(unfinished(), e);
      throw e;
    }
  }

  private @Nullable CompletionEvent next(Draft turn) {
    while (true) {
      CompletionEvent event = read(turn);
      if (event instanceof Finished) {
        if (!isTurnOver(turn)) {
          continue; // The next answer goes on.
        }
      } else if (event instanceof Started) {
        if (begun) {
          continue;
        }
        begun = true;
      }
      return event;
    }
  }

  private @Nullable CompletionEvent read(Draft turn) {
    Iterator<CompletionEvent> from = events;
    if (from == null) {
      from = open(turn).iterator();
      events = from;
    }
    return from.hasNext() ? from.next() : null;
  }

  private CompletionStream open(Draft turn) {
    CompletionStream stream = conversation.answer(turn.request());
    current = stream;
    if (cancelled) {
      stream.close(); // Who cancelled may have missed it.
    }
    return stream;
  }

  private boolean isTurnOver(Draft turn) {
    CompletionStream stream = current;
    Completion answer = stream == null ? whole() : stream.completion();
    events = null;
    if (turn.take(answer)) {
      return false;
    }
    if (cancelled) {
      throw new CancelledException(
          "cancelled by the caller before the turn was kept", ErrorDetails.of(model), null);
    }
    turn.keep();
    return true;
  }

  /** What has come of the answer that is not complete. */
  private Optional<Completion> unfinished() {
    CompletionStream stream = current;
    return stream == null || events == null ? Optional.empty() : Optional.of(stream.partial());
  }

  /** What has come of the last answer, from any thread. */
  Completion whole() {
    CompletionStream stream = current;
    return stream == null ? Completion.builder(model).build() : stream.partial();
  }

  @Override
  public void cancel() {
    cancelled = true;
    close();
    Draft turn = draft;
    if (turn != null) {
      turn.cancel();
    }
  }

  private void close() {
    CompletionStream stream = current;
    if (stream != null) {
      stream.close();
    }
  }

  @Override
  public void release() {
    close();
    Draft turn = draft;
    if (turn != null) {
      try {
        turn.keepPart(unfinished());
      } catch (RuntimeException e) {
        // The store failed, or is closed. Closing a stream never throws; what cannot be kept must
        // be told somewhere.
        LOG.log(Level.WARNING, "The part of an answer that had come could not be kept", e);
      }
    }
  }
}
