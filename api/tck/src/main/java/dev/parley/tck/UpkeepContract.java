package dev.parley.tck;

import static dev.parley.tck.Stored.ID;
import static dev.parley.tck.Stored.MODEL;
import static dev.parley.tck.Stored.OTHER;
import static dev.parley.tck.Stored.answered;
import static dev.parley.tck.Stored.append;
import static dev.parley.tck.Stored.begin;
import static dev.parley.tck.Stored.conflict;
import static dev.parley.tck.Stored.said;
import static dev.parley.tck.Stored.texts;

import dev.parley.error.StoreConflictException;
import dev.parley.store.AppendId;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationInfo;
import dev.parley.store.ConversationPage;
import dev.parley.store.ConversationStore;
import dev.parley.store.Labels;
import dev.parley.store.Transcript;
import dev.parley.store.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is known of conversations, how they are listed, forked, and how they go. */
interface UpkeepContract extends StoreContract {
  /**
   * Short, for who goes by a clock that cannot be moved; and longer than a busy machine takes for
   * the few calls that are made before the end.
   */
  Duration SHORT = Duration.ofSeconds(2);

  /** Times, version, model. */
  @Test
  default void what_is_known_of_a_conversation_follows_its_appends() {
    try (StoreStage stage = stage()) {
      ConversationStore store = stage.open();
      Rule.METADATA.same(Optional.empty(), store.info(ID), "what is known of nothing");
      Version version = begin(store, ID, "a");
      ConversationInfo first = stage.open().info(ID).orElseThrow();
      Rule.METADATA.same(ID, first.id(), "the id");
      Rule.METADATA.same(version, first.version(), "the version");
      Rule.METADATA.same(Labels.NONE, first.labels(), "the labels");
      Rule.METADATA.same(Optional.empty(), first.model(), "the model");
      Rule.METADATA.same(Optional.empty(), first.expires(), "when it will be gone");
      Rule.METADATA.same(first.begun(), first.changed(), "when it was changed");

      stage.pass(Duration.ofMinutes(1));
      Version next =
          store.append(ID, version, AppendId.random(), List.of(answered("b"), said("c"))).version();
      ConversationInfo second = stage.open().info(ID).orElseThrow();
      Rule.METADATA.same(next, second.version(), "the version");
      Rule.METADATA.same(Optional.of(MODEL), second.model(), "the model");
      Rule.METADATA.same(first.begun(), second.begun(), "when it was begun");
      Rule.METADATA.check(
          !second.changed().isBefore(second.begun()), () -> "changed before it was begun");
      append(store, ID, next, "d");
      ConversationInfo third = store.info(ID).orElseThrow();
      Rule.METADATA.same(Optional.of(MODEL), third.model(), "the model that answered last");
    }
  }

  /** Labels are no append. */
  @Test
  default void a_conversation_is_called_what_it_was_called_last() {
    try (StoreStage stage = stage()) {
      ConversationStore store = stage.open();
      Labels first = new Labels(Optional.of("Zürich \"\n\\😀"), ordered("b", "a", "ä b"));
      Rule.METADATA.same(false, store.label(ID, first), "whether nothing was labelled");
      Version version = begin(store, ID, "a");
      Rule.METADATA.same(true, store.label(ID, first), "whether it was labelled");
      labelled(first, version, stage.open());
      Version next = append(store, ID, version, "b").version();
      labelled(first, next, stage.open());
      Labels other = Labels.titled("");
      store.label(ID, other);
      labelled(other, next, stage.open());
      stage.open().label(ID, Labels.NONE);
      labelled(Labels.NONE, next, store);
      append(store, ID, next, "c");
      Rule.METADATA.same(List.of("a", "b", "c"), texts(store.read(ID)), "what is kept");
    }
  }

  private static Set<String> ordered(String... tags) {
    return new LinkedHashSet<>(List.of(tags));
  }

  private static void labelled(Labels labels, Version version, ConversationStore store) {
    ConversationInfo info = store.info(ID).orElseThrow();
    Rule.METADATA.same(labels, info.labels(), "the labels");
    Rule.METADATA.same(
        List.copyOf(labels.tags()), List.copyOf(info.labels().tags()), "the order of the tags");
    Rule.METADATA.same(version, info.version(), "the version");
  }

  /** Its time begins anew with each append. */
  @Test
  default void a_conversation_that_expires_is_gone_in_time() {
    try (StoreStage stage = stage()) {
      ConversationStore store = stage.open();
      Rule.EXPIRY.same(false, store.expire(ID, Optional.of(SHORT)), "whether nothing expires");
      Version version = begin(store, ID, "a");
      Rule.EXPIRY.same(true, store.expire(ID, Optional.of(SHORT)), "whether it expires");
      begin(store, OTHER, "stays");
      Instant end = store.info(ID).flatMap(ConversationInfo::expires).orElse(Instant.MIN);
      Rule.EXPIRY.check(
          !end.isBefore(store.info(OTHER).orElseThrow().begun()), () -> "it ends at " + end);

      stage.pass(SHORT.plusMillis(1));
      Await.until(() -> store.info(ID).isEmpty(), Rule.EXPIRY, "the conversation is gone");
      Rule.EXPIRY.same(Transcript.none(), stage.open().tail(ID, 5), "what is read of it");
      Rule.EXPIRY.same(List.of(OTHER), ids(store.list(Optional.empty(), 9)), "what is listed");
      Rule.EXPIRY.same(false, store.label(ID, Labels.NONE), "whether it can be labelled");
      Rule.EXPIRY.same(false, store.delete(ID), "whether it can be deleted");
      StoreConflictException stale =
          conflict(Rule.EXPIRY, () -> append(store, ID, version, "lost"));
      Rule.EXPIRY.same(Version.NONE, stale.current(), "where the conversation is");
      begin(store, ID, "b");
      Rule.EXPIRY.same(List.of("b"), texts(store.read(ID)), "what is kept");
      Rule.EXPIRY.same(
          Optional.empty(), store.info(ID).flatMap(ConversationInfo::expires), "its new end");
    }
  }

  /** Minutes, so that no clock gets there. */
  @Test
  default void an_append_puts_the_end_off_and_never_takes_it_away() {
    try (StoreStage stage = stage()) {
      ConversationStore store = stage.open();
      Duration long0 = Duration.ofMinutes(10);
      Version version = begin(store, ID, "a");
      store.expire(ID, Optional.of(long0));
      Instant first = store.info(ID).flatMap(ConversationInfo::expires).orElseThrow();
      stage.pass(Duration.ofMinutes(6));
      Await.until(() -> store.info(ID).isPresent(), Rule.EXPIRY, "the conversation is still there");
      append(store, ID, version, "b");
      stage.pass(Duration.ofMinutes(6));
      ConversationInfo info = store.info(ID).orElseThrow();
      Instant second = info.expires().orElseThrow();
      Rule.EXPIRY.check(!second.isBefore(first), () -> "the end came nearer");
      store.expire(ID, Optional.empty());
      stage.pass(Duration.ofMinutes(60));
      ConversationInfo kept = stage.open().info(ID).orElseThrow();
      Rule.EXPIRY.same(Optional.empty(), kept.expires(), "its end");
      for (long seconds : List.of(0L, -1L, Long.MAX_VALUE)) {
        try {
          store.expire(ID, Optional.of(Duration.ofSeconds(seconds)));
          throw Rule.EXPIRY.broken("a time of " + seconds + " s was taken", null);
        } catch (IllegalArgumentException e) {
          Rule.EXPIRY.same(true, store.info(ID).isPresent(), "whether it is there");
        }
      }
    }
  }

  /** In parts of any size, each is there once, and known as by itself. */
  @Test
  default void every_conversation_is_listed_once() {
    try (StoreStage stage = stage()) {
      ConversationStore store = stage.open();
      Rule.LISTED_ONCE.same(List.of(), ids(store.list(Optional.empty(), 5)), "a list of nothing");
      TreeMap<String, ConversationInfo> expected = new TreeMap<>();
      for (int i = 0; i < 57; i++) {
        ConversationId id = new ConversationId("conversation/" + i);
        begin(store, id, "a");
        store.label(id, Labels.titled("title " + i));
        expected.put(id.text(), store.info(id).orElseThrow());
      }
      for (int most : List.of(1, 7, 57, 1_000)) {
        TreeMap<String, ConversationInfo> listed = new TreeMap<>();
        for (ConversationInfo info : all(stage.open(), most)) {
          ConversationInfo before = listed.put(info.id().text(), info);
          Rule.LISTED_ONCE.check(before == null, () -> "twice: " + info.id());
        }
        Rule.LISTED_ONCE.same(expected.keySet(), listed.keySet(), "what is listed");
        Rule.LISTED_ONCE.same(expected, listed, "what is known of it");
      }
    }
  }

  private static List<ConversationInfo> all(ConversationStore store, int most) {
    List<ConversationInfo> all = new ArrayList<>();
    ConversationPage page = store.list(Optional.empty(), most);
    all.addAll(page.conversations());
    while (page.next().isPresent()) {
      page = store.list(page.next(), most);
      all.addAll(page.conversations());
    }
    return all;
  }

  private static List<ConversationId> ids(ConversationPage page) {
    return page.conversations().stream().map(ConversationInfo::id).toList();
  }

  /** Those that stay are in it all the same. */
  @Test
  default void a_list_survives_what_is_deleted_meanwhile() {
    on(
        store -> {
          Set<String> stay = new LinkedHashSet<>();
          for (int i = 0; i < 40; i++) {
            begin(store, new ConversationId("c" + i), "a");
            if (i % 2 == 0) {
              stay.add("c" + i);
            }
          }
          Set<String> listed = new LinkedHashSet<>();
          Optional<String> from = Optional.empty();
          int part = 0;
          do {
            ConversationPage page = store.list(from, 5);
            page.conversations().forEach(info -> listed.add(info.id().text()));
            for (int i = 0; i < 8 && part * 8 + i < 40; i++) {
              if ((part * 8 + i) % 2 == 1) {
                store.delete(new ConversationId("c" + (part * 8 + i)));
              }
            }
            part++;
            from = page.next();
          } while (from.isPresent());
          Rule.LISTED_ONCE.check(listed.containsAll(stay), () -> "only " + listed);
        });
  }

  /** It did not come from a list. */
  @Test
  default void a_list_begins_only_where_one_ended() {
    on(
        store -> {
          begin(store, ID, "a");
          try {
            store.list(Optional.of("no such place! ../"), 5);
            throw Rule.LISTED_ONCE.broken("a list began anywhere", null);
          } catch (IllegalArgumentException e) {
            Rule.LISTED_ONCE.same(List.of(ID), ids(store.list(Optional.empty(), 5)), "the list");
          }
        });
  }

  /** Nothing is left of it. */
  @Test
  default void what_is_deleted_is_gone() {
    try (StoreStage stage = stage()) {
      ConversationStore store = stage.open();
      Rule.DELETED.same(false, store.delete(ID), "whether there was something to delete");
      Version version = begin(store, ID, "a", "b");
      store.label(ID, Labels.titled("a title"));
      store.expire(ID, Optional.of(Duration.ofHours(1)));
      begin(store, OTHER, "stays");
      Rule.DELETED.same(true, stage.open().delete(ID), "whether it was deleted");
      Rule.DELETED.same(Transcript.none(), store.read(ID), "what is read");
      Rule.DELETED.same(Optional.empty(), store.info(ID), "what is known");
      Rule.DELETED.same(List.of(OTHER), ids(store.list(Optional.empty(), 5)), "what is listed");
      StoreConflictException stale =
          conflict(Rule.DELETED, () -> append(store, ID, version, "lost"));
      Rule.DELETED.same(Version.NONE, stale.current(), "where the conversation is");
      begin(store, ID, "c");
      ConversationInfo anew = store.info(ID).orElseThrow();
      Rule.DELETED.same(Labels.NONE, anew.labels(), "the labels of the next");
      Rule.DELETED.same(Optional.empty(), anew.expires(), "the end of the next");
    }
  }

  /** Else what somebody has appended meanwhile would be lost. */
  @Test
  default void what_has_moved_on_is_not_deleted() {
    try (StoreStage stage = stage()) {
      ConversationStore store = stage.open();
      Version seen = begin(store, ID, "a");
      Version moved = append(stage.open(), ID, seen, "b").version();
      StoreConflictException stale = conflict(Rule.DELETED_AS_SEEN, () -> store.delete(ID, seen));
      Rule.DELETED_AS_SEEN.same(moved, stale.current(), "where the conversation is");
      Rule.DELETED_AS_SEEN.same(List.of("a", "b"), texts(store.read(ID)), "what is left");
      store.label(ID, Labels.titled("a title"));
      store.delete(ID, moved);
      Rule.DELETED_AS_SEEN.same(Optional.empty(), stage.open().info(ID), "what is known");
      StoreConflictException gone = conflict(Rule.DELETED_AS_SEEN, () -> store.delete(ID, moved));
      Rule.DELETED_AS_SEEN.same(Version.NONE, gone.current(), "where the conversation is");
      begin(store, ID, "c", "d");
      conflict(Rule.DELETED_AS_SEEN, () -> store.delete(ID, moved));
      Rule.DELETED_AS_SEEN.same(List.of("c", "d"), texts(store.read(ID)), "the one begun anew");
    }
  }

  /** Both go on by themselves. */
  @Test
  default void a_fork_is_a_conversation_of_its_own() {
    try (StoreStage stage = stage()) {
      ConversationStore store = stage.open();
      Version version = begin(store, ID, "a", "b");
      version = append(store, ID, version, "c").version();
      Version fork = store.fork(ID, 2, OTHER);
      Rule.FORKED.same(2L, fork.length(), "its length");
      Rule.FORKED.same(fork, stage.open().read(OTHER).version(), "its version");
      append(store, OTHER, fork, "x");
      append(store, ID, version, "d");
      Rule.FORKED.same(List.of("a", "b", "x"), texts(stage.open().read(OTHER)), "the fork");
      Rule.FORKED.same(List.of("a", "b", "c", "d"), texts(stage.open().read(ID)), "the other");
      store.delete(ID);
      Rule.FORKED.same(List.of("a", "b", "x"), texts(store.read(OTHER)), "what is left");
    }
  }

  /** Everything is copied as it is, and a whole conversation may be. */
  @Test
  default void a_fork_may_be_a_copy() {
    on(
        store -> {
          store.append(ID, Version.NONE, AppendId.random(), Stored.everything());
          store.fork(ID, Stored.everything().size(), OTHER);
          Rule.FORKED.same(
              Stored.everything().size(), store.read(OTHER).entries().size(), "its length");
          Rule.FORKED.check(
              store.read(ID).entries().equals(store.read(OTHER).entries()), () -> "they differ");
          Rule.FORKED.same(Labels.NONE, store.info(OTHER).orElseThrow().labels(), "its labels");
        });
  }

  /** Nothing is overwritten, nothing made up. */
  @Test
  default void a_fork_needs_its_entries_and_a_new_id() {
    on(
        store -> {
          Version version = begin(store, ID, "a", "b");
          Version taken = begin(store, OTHER, "x");
          ConversationId fresh = new ConversationId("fresh");
          Rule.FORKED.same(
              taken, conflict(Rule.FORKED, () -> store.fork(ID, 1, OTHER)).current(), "the other");
          Rule.FORKED.same(
              version,
              conflict(Rule.FORKED, () -> store.fork(ID, 3, fresh)).current(),
              "its source");
          Rule.FORKED.same(
              Version.NONE,
              conflict(Rule.FORKED, () -> store.fork(fresh, 1, new ConversationId("f2"))).current(),
              "a source that is not there");
          Rule.FORKED.same(Optional.empty(), store.info(fresh), "what was forked");
          Rule.FORKED.same(List.of("x"), texts(store.read(OTHER)), "what was there");
          try {
            store.fork(ID, 0, fresh);
            throw Rule.FORKED.broken("a fork of nothing was made", null);
          } catch (IllegalArgumentException e) {
            Rule.FORKED.same(Optional.empty(), store.info(fresh), "what was forked");
          }
        });
  }

  /** An error may be logged; what people said may not. */
  @Test
  default void no_text_of_a_store_shows_what_was_said() {
    on(
        store -> {
          String secret = "a-text-that-nobody-may-see";
          Version version = begin(store, ID, secret);
          store.label(ID, Labels.titled(secret));
          Version next = append(store, ID, version, secret).version();
          StoreConflictException stale =
              conflict(Rule.STALE_REFUSED, () -> append(store, ID, version, secret));
          List<String> shown =
              List.of(
                  stale.toString(), store.toString(), next.toString(), store.read(ID).toString());
          for (String text : shown) {
            Rule.NO_SECRETS.check(!text.contains(secret), () -> "a message in " + shown);
          }
        });
  }

  /** Closed is closed, and what is kept stays. */
  @Test
  default void a_closed_store_refuses_later_calls() {
    try (StoreStage stage = stage()) {
      ConversationStore store = stage.open();
      begin(store, ID, "a");
      store.close();
      store.close();
      try {
        store.read(ID);
        throw Rule.CLOSED.broken("it still reads", null);
      } catch (IllegalStateException e) {
        String message = String.valueOf(e.getMessage());
        Rule.CLOSED.check(message.contains("closed"), () -> "it says " + message);
      }
    }
  }
}
