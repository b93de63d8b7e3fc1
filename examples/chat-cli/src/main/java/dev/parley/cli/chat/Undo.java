package dev.parley.cli.chat;

import dev.parley.cli.conversation.ConversationChoice;
import dev.parley.cli.process.UsageException;
import dev.parley.error.StoreConflictException;
import dev.parley.message.UserMessage;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationStore;
import dev.parley.store.Entry;
import dev.parley.store.Transcript;
import dev.parley.store.Version;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Takes the last turn back. Stores only append, so what stays is copied. Where nobody named the
 * conversation, the chat goes on in the copy. One with a name is copied aside, deleted, and begun
 * again under its name: so the name always leads to what is valid. A note says so before, from
 * which {@link #finish} does the rest after a crash between these steps.
 */
final class Undo {
  private static final int FIRST_READ = 64;

  /** More copies of one conversation nobody makes by hand. */
  private static final int MOST_COPIES = 10_000;

  private final Supplier<ConversationId> unused;

  @Inject
  Undo(ConversationChoice ids) {
    this(ids::unused);
  }

  Undo(Supplier<ConversationId> unused) {
    this.unused = unused;
  }

  /**
   * The last turn of a conversation.
   *
   * @param first the question's place
   * @param version the whole conversation's
   */
  record LastTurn(UserMessage question, long first, Version version) {}

  /** {@return the last turn, if there is one} */
  static Optional<LastTurn> lastTurn(ConversationStore store, ConversationId id) {
    for (int most = FIRST_READ; ; most *= 2) {
      Transcript tail = store.tail(id, most);
      List<Entry> entries = tail.entries();
      for (int i = entries.size() - 1; i >= 0; i--) {
        if (entries.get(i).message() instanceof UserMessage question) {
          return Optional.of(new LastTurn(question, tail.first() + i, tail.version()));
        }
      }
      if (tail.first() == 0) {
        return Optional.empty();
      }
    }
  }

  /**
   * Takes the turn back.
   *
   * @return where all of the conversation still is
   * @throws UsageException if another process has added something since
   */
  ConversationId takeBack(Talk talk, LastTurn turn) {
    if (ConversationChoice.isChosen(talk.id())) {
      return takeBackNamed(talk, turn);
    }
    ConversationId whole = talk.id();
    ConversationId copy = unused.get();
    if (turn.first() > 0) {
      talk.store().fork(whole, turn.first(), copy);
    }
    talk.moveTo(copy);
    return whole;
  }

  private static ConversationId takeBackNamed(Talk talk, LastTurn turn) {
    ConversationStore store = talk.store();
    ConversationId id = talk.id();
    ConversationId aside = aside(store, id, turn.version().length());
    talk.noted().note(note -> note.undo(Optional.of(new ChatNote.Undo(aside, turn.first()))));
    try {
      store.delete(id, turn.version());
    } catch (StoreConflictException e) {
      talk.noted().note(note -> note.undo(Optional.empty()));
      if (e.current().exists()) { // Else the copy is all that is left.
        store.delete(aside);
      }
      throw new UsageException(
          "another process has added to \"" + id + "\" meanwhile; nothing is taken back");
    }
    finish(talk);
    return aside;
  }

  /**
   * Does what is left to do of an undoing that a crash or a failure of the store has interrupted.
   */
  static void finish(Talk talk) {
    ChatNote note = talk.noted().note();
    ConversationId id = note.conversation();
    if (note.undo().isPresent()) {
      ChatNote.Undo undo = note.undo().get();
      if (talk.store().info(id).isEmpty()) {
        begin(talk.store(), id, undo.aside(), undo.length());
      }
      talk.noted().note(same -> same.undo(Optional.empty()));
    }
  }

  /** Copies all of it to the first free one of NAME~1, NAME~2 and so on. */
  private static ConversationId aside(ConversationStore store, ConversationId id, long length) {
    for (int i = 1; i < MOST_COPIES; i++) {
      ConversationId aside = ConversationChoice.named(id + "~" + i);
      if (store.info(aside).isEmpty()) {
        try {
          store.fork(id, length, aside);
          return aside;
        } catch (StoreConflictException e) {
          if (store.info(aside).isEmpty()) {
            throw e; // Not because somebody else was faster.
          }
        }
      }
    }
    throw new UsageException(
        "there are " + MOST_COPIES + " earlier states of \"" + id + "\"; delete some");
  }

  private static void begin(
      ConversationStore store, ConversationId id, ConversationId aside, long length) {
    if (length > 0) {
      try {
        store.fork(aside, length, id);
      } catch (StoreConflictException e) {
        throw new UsageException(
            "another process has begun \""
                + id
                + "\" anew while a turn was taken back; all that was said before is in \""
                + aside
                + "\"");
      }
    }
  }
}
