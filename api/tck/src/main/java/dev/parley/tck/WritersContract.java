package dev.parley.tck;

import static dev.parley.tck.Stored.ID;
import static dev.parley.tck.Stored.entries;
import static dev.parley.tck.Stored.texts;

import dev.parley.error.StoreConflictException;
import dev.parley.store.AppendId;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationStore;
import dev.parley.store.Version;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Many writers at once: nothing is lost, nothing comes twice. */
interface WritersContract extends StoreContract {
  /** How many write at once. */
  int WRITERS = 8;

  /** How many appends each makes. */
  int APPENDS = 500;

  /** Each looks again after a conflict: all its appends are there, in its order. */
  @Test
  default void many_writers_who_try_again_lose_nothing() {
    try (StoreStage stage = stage()) {
      int conflicts = 0;
      for (int each : write(stage, WritersContract::appendUntilItIsThere)) {
        conflicts += each;
      }
      List<String> texts = texts(stage.open().read(ID));
      int seen = conflicts;
      Rule.NO_LOST_APPEND.same(
          WRITERS * APPENDS, texts.size(), "the number of entries, after " + seen + " conflicts,");
      inOrder(texts);
    }
  }

  /** Returns how many conflicts there were. */
  private static int appendUntilItIsThere(ConversationStore store, String text) {
    AppendId once = AppendId.random();
    Version expected = store.tail(ID, 1).version();
    for (int conflicts = 0; ; conflicts++) {
      try {
        store.append(ID, expected, once, entries(text));
        return conflicts;
      } catch (StoreConflictException e) {
        expected = e.current();
      }
    }
  }

  /** Each goes by what it knows: what was acknowledged is there, and nothing else. */
  @Test
  default void what_is_acknowledged_and_what_conflicts_is_all() {
    try (StoreStage stage = stage()) {
      int acknowledged = 0;
      AtomicInteger conflicts = new AtomicInteger();
      for (int each : write(stage, (store, text) -> appendOnce(store, text, conflicts))) {
        acknowledged += each;
      }
      List<String> texts = texts(stage.open().read(ID));
      Rule.NO_LOST_APPEND.same(acknowledged, texts.size(), "the number of entries");
      Rule.NO_LOST_APPEND.same(
          WRITERS * APPENDS, acknowledged + conflicts.get(), "what was acknowledged or conflicted");
      inOrder(texts);
    }
  }

  /** Returns 1 if it was acknowledged; a conflict is all else that may come. */
  private static int appendOnce(ConversationStore store, String text, AtomicInteger conflicts) {
    Version expected = store.tail(ID, 1).version();
    try {
      store.append(ID, expected, AppendId.random(), entries(text));
      return 1;
    } catch (StoreConflictException e) {
      conflicts.incrementAndGet();
      return 0;
    }
  }

  /** One append by a writer, through a store of its own. */
  @FunctionalInterface
  interface Write {
    int to(ConversationStore store, String text);
  }

  private static List<Integer> write(StoreStage stage, Write write) {
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try {
      CyclicBarrier start = new CyclicBarrier(WRITERS);
      List<Future<Integer>> work = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        ConversationStore store = stage.open();
        String name = writer + " ";
        work.add(
            threads.submit(
                () -> {
                  start.await();
                  int sum = 0;
                  for (int i = 0; i < APPENDS; i++) {
                    sum += write.to(store, name + i);
                  }
                  return sum;
                }));
      }
      return work.stream().map(Crowd::result).toList();
    } finally {
      threads.shutdownNow();
    }
  }

  /** Each writer's entries are in the order of its appends, and once. */
  private static void inOrder(List<String> texts) {
    Map<String, Integer> last = new LinkedHashMap<>();
    for (String text : texts) {
      int space = text.indexOf(' ');
      int number = Integer.parseInt(text.substring(space + 1));
      Integer before = last.put(text.substring(0, space), number);
      Rule.NO_LOST_APPEND.check(
          before == null || before < number, () -> text + " comes after " + before);
    }
  }

  /** Only one append can follow another, however many try at the same moment. */
  @Test
  default void of_many_appends_to_one_version_one_is_made() {
    try (StoreStage stage = stage()) {
      for (int round = 0; round < 20; round++) {
        ConversationId id = new ConversationId("round " + round);

        List<Future<Boolean>> work = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        try {
          CyclicBarrier start = new CyclicBarrier(WRITERS);
          for (int i = 0; i < WRITERS; i++) {
            ConversationStore store = stage.open();
            work.add(threads.submit(() -> begins(store, id, start)));
          }
          long winners = work.stream().filter(each -> Crowd.result(each)).count();
          Rule.STALE_REFUSED.same(1L, winners, "the number of those who began it");
          Rule.STALE_REFUSED.same(1, stage.open().read(id).entries().size(), "what is kept");
        } finally {
          threads.shutdownNow();
        }
      }
    }
  }

  private static boolean begins(ConversationStore store, ConversationId id, CyclicBarrier start)
      throws Exception {
    start.await();
    try {
      store.append(id, Version.NONE, AppendId.random(), entries("a"));
      return true;
    } catch (StoreConflictException e) {
      return false;
    }
  }
}
