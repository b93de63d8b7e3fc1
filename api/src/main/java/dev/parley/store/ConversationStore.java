package dev.parley.store;

import dev.parley.error.StoreConflictException;
import dev.parley.error.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Keeps conversations, for many threads and, where it says so, many processes.
 *
 * <p>It only appends. An append is made whole or not at all, once, and only if nothing else has
 * been appended since its writer looked: so nothing is lost, nothing comes twice, and what was
 * acknowledged stays, as far as the store's settings promise. What it costs does not grow with the
 * conversation.
 *
 * <p>Every method throws {@link StoreException}: its type says what to do. None of its messages
 * holds anything of a conversation. Calls block the calling thread, for a bounded time;
 * interrupting it ends a wait, keeps its flag and throws {@link
 * dev.parley.error.StoreUnavailableException}.
 */
public interface ConversationStore extends AutoCloseable {

  /**
   * Appends the entries, all in one.
   *
   * @param expected the version that the writer has seen; {@link Version#NONE} begins a
   *     conversation
   * @param once names the append: repeating it returns what it returned at first, with {@link
   *     AppendResult#repeated()}, and writes nothing, though the version has moved on since
   * @param entries at least one
   * @throws StoreConflictException if the conversation is no longer at {@code expected}; it tells
   *     where it is, and nothing is written
   */
  AppendResult append(ConversationId id, Version expected, AppendId once, List<Entry> entries);

  /** {@return the whole conversation; nothing at {@link Version#NONE} if there is none} */
  default Transcript read(ConversationId id) {
    return page(id, 0, Integer.MAX_VALUE);
  }

  /**
   * {@return its last entries} What it costs does not grow with the conversation.
   *
   * @param most how many at most; at least 1
   */
  Transcript tail(ConversationId id, int most);

  /**
   * {@return some of its entries}
   *
   * @param first the place of the first of them, from 0; behind the end there are none
   * @param most how many at most; at least 1
   */
  Transcript page(ConversationId id, long first, int most);

  /** {@return what is known of it without reading it; empty if there is none} */
  Optional<ConversationInfo> info(ConversationId id);

  /**
   * Calls it otherwise. This is no append: its version stays, and the last who does it wins.
   *
   * @return whether there is such a conversation
   */
  boolean label(ConversationId id, Labels labels);

  /**
   * Lets it go that long after each append, the last one included, or never.
   *
   * @param timeToLive at least a millisecond, at most a thousand years; empty for never
   * @return whether there is such a conversation
   */
  boolean expire(ConversationId id, Optional<Duration> timeToLive);

  /**
   * {@return a part of the list of conversations} In no promised order; one that is begun or
   * deleted meanwhile may be in it or not, every other is in it: once, or where a store says so
   * perhaps twice.
   *
   * @param from the {@link ConversationPage#next()} of the part before; empty for the first
   * @param most about how many; at least 1
   */
  ConversationPage list(Optional<String> from, int most);

  /** Deletes it. Returns whether there was such a conversation. */
  boolean delete(ConversationId id);

  /**
   * Deletes it if nothing has been appended to it since it was seen.
   *
   * @param expected the version that was seen
   * @throws dev.parley.error.StoreConflictException if it is another now, or gone; then nothing is
   *     changed
   */
  void delete(ConversationId id, Version expected);

  /**
   * Begins another conversation with the first entries of one.
   *
   * @param from where they are
   * @param length how many of them; at least 1
   * @param to the new one, which must not exist
   * @return the new one's version
   * @throws StoreConflictException if {@code to} exists, or {@code from} has fewer entries
   */
  Version fork(ConversationId from, long length, ConversationId to);

  /** Lets go of what the store holds. Idempotent; later calls are refused. */
  @Override
  void close();
}
