package dev.parley.tck;

import static dev.parley.tck.Stored.ID;
import static dev.parley.tck.Stored.OTHER;
import static dev.parley.tck.Stored.append;
import static dev.parley.tck.Stored.begin;
import static dev.parley.tck.Stored.conflict;
import static dev.parley.tck.Stored.entries;
import static dev.parley.tck.Stored.texts;

import dev.parley.error.StoreConflictException;
import dev.parley.error.StoreUnavailableException;
import dev.parley.store.AppendId;
import dev.parley.store.AppendResult;
import dev.parley.store.ConversationStore;
import dev.parley.store.Version;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Appends: made whole or not at all, once, and only to what the writer has seen. */
interface AppendContract extends StoreContract {

  /** The first append begins the conversation. */
  @Test
  default void an_append_to_nothing_begins_a_conversation() {
    on(
        store -> {
          AppendResult result = append(store, ID, Version.NONE, "a", "b");
          Rule.APPENDED.check(result.version().exists(), () -> "no conversation was begun");
          Rule.APPENDED.same(2L, result.version().length(), "its length");
          Rule.APPENDED.same(false, result.repeated(), "whether it had been made before");
          Rule.APPENDED.same(List.of("a", "b"), texts(store.read(ID)), "what is kept");
        });
  }

  /** Each append moves the version on, and the next goes by that. */
  @Test
  default void appends_follow_each_other() {
    on(
        store -> {
          Version version = begin(store, ID, "a");
          for (String text : List.of("b", "c", "d")) {
            AppendResult next = append(store, ID, version, text);
            Rule.APPENDED.same(version.length() + 1, next.version().length(), "the length");
            version = next.version();
          }
          Rule.APPENDED.same(List.of("a", "b", "c", "d"), texts(store.read(ID)), "what is kept");
          Rule.APPENDED.same(version, store.read(ID).version(), "the version that is read");
        });
  }

  /** Each writer sees where it went wrong, and nothing of it is there. */
  @Test
  default void an_append_to_what_has_moved_on_writes_nothing() {
    on(
        store -> {
          Version old = begin(store, ID, "a");
          Version now = append(store, ID, old, "b").version();
          StoreConflictException stale =
              conflict(Rule.STALE_REFUSED, () -> append(store, ID, old, "lost"));
          Rule.STALE_REFUSED.same(now, stale.current(), "where the conversation is");
          Rule.STALE_REFUSED.same(ID, stale.conversation().orElse(OTHER), "what it is about");
          Rule.STALE_REFUSED.same(List.of("a", "b"), texts(store.read(ID)), "what is kept");
          append(store, ID, stale.current(), "c");
          Rule.STALE_REFUSED.same(List.of("a", "b", "c"), texts(store.read(ID)), "what is kept");
        });
  }

  /** Two who begin the same conversation are no exception. */
  @Test
  default void only_one_can_begin_a_conversation() {
    on(
        store -> {
          Version version = begin(store, ID, "a");
          StoreConflictException stale =
              conflict(Rule.STALE_REFUSED, () -> begin(store, ID, "lost"));
          Rule.STALE_REFUSED.same(version, stale.current(), "where the conversation is");
          Rule.STALE_REFUSED.same(List.of("a"), texts(store.read(ID)), "what is kept");
        });
  }

  /** A conversation that is not there is at no version but none. */
  @Test
  default void nothing_is_appended_to_what_is_not_there() {
    on(
        store -> {
          Version elsewhere = begin(store, OTHER, "a");
          StoreConflictException stale =
              conflict(Rule.STALE_REFUSED, () -> append(store, ID, elsewhere, "lost"));
          Rule.STALE_REFUSED.same(Version.NONE, stale.current(), "where the conversation is");
          Rule.STALE_REFUSED.same(false, store.read(ID).version().exists(), "whether it is there");
        });
  }

  /** Its length alone would not tell. */
  @Test
  default void deleting_and_beginning_anew_fools_nobody() {
    on(
        store -> {
          Version old = begin(store, ID, "a");
          store.delete(ID);
          Version now = begin(store, ID, "b");
          Rule.STALE_REFUSED.check(!now.equals(old), () -> "both have one version: " + now);
          StoreConflictException stale =
              conflict(Rule.STALE_REFUSED, () -> append(store, ID, old, "lost"));
          Rule.STALE_REFUSED.same(now, stale.current(), "where the conversation is");
          Rule.STALE_REFUSED.same(List.of("b"), texts(store.read(ID)), "what is kept");
        });
  }

  /** An acknowledgement may be lost; the append is repeated, and is there once. */
  @Test
  default void an_append_that_is_repeated_is_made_once() {
    on(
        store -> {
          AppendId once = new AppendId("once: ÄÖ {} \n");
          AppendResult first = store.append(ID, Version.NONE, once, entries("a", "b"));
          AppendResult again = store.append(ID, Version.NONE, once, entries("a", "b"));
          Rule.ONCE.same(new AppendResult(first.version(), true), again, "the second result");
          Rule.ONCE.same(List.of("a", "b"), texts(store.read(ID)), "what is kept");
        });
  }

  /** Others may have gone on, and who repeats may have looked again. */
  @Test
  default void an_append_is_repeated_late_and_with_any_version() {
    try (StoreStage stage = stage()) {
      ConversationStore store = stage.open();
      AppendId once = AppendId.random();
      Version begun = begin(store, ID, "a");
      AppendResult first = store.append(ID, begun, once, entries("b"));
      Version version = first.version();
      for (int i = 0; i < 200; i++) {
        version = append(store, ID, version, "later " + i).version();
      }
      AppendResult expected = new AppendResult(first.version(), true);
      ConversationStore other = stage.open();
      Rule.ONCE.same(expected, store.append(ID, begun, once, entries("b")), "its result");
      Rule.ONCE.same(expected, store.append(ID, version, once, entries("b")), "its late result");
      Rule.ONCE.same(expected, other.append(ID, version, once, entries("b")), "its other result");
      Rule.ONCE.same(version, other.tail(ID, 1).version(), "the version");
    }
  }

  /** What was refused may be tried again, on what has come meanwhile. */
  @Test
  default void a_refused_append_has_not_been_made() {
    on(
        store -> {
          AppendId once = AppendId.random();
          Version old = begin(store, ID, "a");
          Version now = append(store, ID, old, "b").version();
          conflict(Rule.STALE_REFUSED, () -> store.append(ID, old, once, entries("c")));
          AppendResult result = store.append(ID, now, once, entries("c"));
          Rule.ONCE.same(false, result.repeated(), "whether it had been made before");
          Rule.ONCE.same(List.of("a", "b", "c"), texts(store.read(ID)), "what is kept");
        });
  }

  /** Ids of appends count within a conversation, as long as it is there. */
  @Test
  default void conversations_do_not_share_the_ids_of_appends() {
    on(
        store -> {
          AppendId once = AppendId.random();
          store.append(ID, Version.NONE, once, entries("a"));
          AppendResult other = store.append(OTHER, Version.NONE, once, entries("b"));
          Rule.ONCE.same(false, other.repeated(), "whether it had been made before");
          store.delete(ID);
          AppendResult anew = store.append(ID, Version.NONE, once, entries("c"));
          Rule.ONCE.same(false, anew.repeated(), "whether it had been made in the deleted one");
          Rule.ONCE.same(List.of("c"), texts(store.read(ID)), "what is kept");
        });
  }

  /** What cannot be meant. */
  @Test
  default void an_append_of_nothing_is_refused() {
    on(
        store -> {
          try {
            store.append(ID, Version.NONE, AppendId.random(), List.of());
            throw Rule.APPENDED.broken("it was done", null);
          } catch (IllegalArgumentException e) {
            Rule.APPENDED.same(false, store.info(ID).isPresent(), "whether it is there");
          }
        });
  }

  /** Made or not: repeating it tells, and nothing is broken. */
  @Test
  default void an_interrupted_append_leaves_the_store_whole() {
    on(
        store -> {
          Version begun = begin(store, ID, "a");
          AppendId once = AppendId.random();
          Thread.currentThread().interrupt();
          boolean flag;
          try {
            store.append(ID, begun, once, entries("b"));
          } catch (StoreUnavailableException e) {
            Rule.STORE_FAILURES.same(ID, e.conversation().orElse(OTHER), "what it is about");
          } finally {
            flag = Thread.interrupted();
          }
          Rule.INTERRUPTION.check(flag, () -> "the thread is not interrupted any more");
          Version after = store.append(ID, begun, once, entries("b")).version();
          append(store, ID, after, "c");
          Rule.ONCE.same(List.of("a", "b", "c"), texts(store.read(ID)), "what is kept");
        });
  }
}
