package dev.parley.cli.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.cli.chat.Undo.LastTurn;
import dev.parley.cli.conversation.ForwardingStore;
import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.process.Surroundings;
import dev.parley.cli.process.UsageException;
import dev.parley.error.StoreUnavailableException;
import dev.parley.message.Message;
import dev.parley.mock.MockChatModel;
import dev.parley.store.AppendId;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationStore;
import dev.parley.store.Entry;
import dev.parley.store.Version;
import dev.parley.store.memory.MemoryStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class UndoTest {
  private static final ConversationId TRIP = new ConversationId("trip");
  private static final ConversationId TRIP_1 = new ConversationId("trip~1");
  private static final ConversationId MADE = new ConversationId("20260101-120000-abcdef");
  private static final ConversationId COPY = new ConversationId("20260101-120001-abcdef");

  private final MemoryStore store = MemoryStore.create();
  private final Undo undo = new Undo(() -> COPY);

  private static void say(ConversationStore store, ConversationId id, String... texts) {
    List<Entry> entries =
        Stream.of(texts)
            .map(text -> text.endsWith("?") ? Message.user(text) : Message.assistant(text))
            .map(message -> Entry.of(message, Instant.EPOCH))
            .toList();
    store.append(id, store.read(id).version(), AppendId.random(), entries);
  }

  private List<String> kept(ConversationId id) {
    return store.read(id).entries().stream().map(entry -> entry.message().text()).toList();
  }

  private static Talk talk(ConversationStore store, ConversationId id) {
    Diagnostics diagnostics = new Diagnostics(Surroundings.ofProcess());
    ChatNote note = new ChatNote(id, "", 1, Optional.empty(), Optional.empty(), Optional.empty());
    return new Talk(
        MockChatModel.builder().build(),
        new WatchedStore(store),
        id,
        Optional.empty(),
        new NotedChat(null, null, note, diagnostics));
  }

  private static LastTurn last(Talk talk) {
    return Undo.lastTurn(talk.store(), talk.id()).orElseThrow();
  }

  @Test
  void one_without_a_name_goes_on_in_a_copy() {
    say(store, MADE, "one?", "1", "two?", "2");
    Talk talk = talk(store, MADE);
    assertEquals(MADE, undo.takeBack(talk, last(talk)));
    assertEquals(COPY, talk.id());
    assertEquals(List.of("one?", "1"), kept(COPY));
    assertEquals(List.of("one?", "1", "two?", "2"), kept(MADE));
  }

  @Test
  void one_with_a_name_keeps_it_and_the_whole_is_set_aside() {
    say(store, TRIP, "one?", "1", "two?", "2");
    Talk talk = talk(store, TRIP);
    assertEquals(TRIP_1, undo.takeBack(talk, last(talk)));
    assertEquals(new ConversationId("trip~2"), undo.takeBack(talk, last(talk)));
    assertEquals(TRIP, talk.id());
    assertEquals(List.of(), kept(TRIP));
    assertEquals(List.of("one?", "1", "two?", "2"), kept(TRIP_1));
    assertTrue(Undo.lastTurn(talk.store(), TRIP).isEmpty());
  }

  @Test
  void the_question_of_a_long_turn_is_found() {
    say(store, TRIP, "one?", "1");
    say(
        store,
        TRIP,
        Stream.concat(Stream.of("two?"), Stream.generate(() -> "x").limit(200))
            .toArray(String[]::new));
    LastTurn turn = last(talk(store, TRIP));
    assertEquals("two?", turn.question().text());
    assertEquals(2, turn.first());
  }

  @Test
  void what_another_process_adds_before_is_not_taken_back() {
    say(store, TRIP, "one?", "1");
    Talk talk = talk(store, TRIP);
    LastTurn turn = last(talk);
    say(store, TRIP, "theirs?");
    UsageException e = assertThrows(UsageException.class, () -> undo.takeBack(talk, turn));
    assertEquals(
        "another process has added to \"trip\" meanwhile; nothing is taken back", e.getMessage());
    assertEquals(List.of("one?", "1", "theirs?"), kept(TRIP));
    assertEquals(List.of(), kept(TRIP_1));
  }

  @Test
  void what_another_process_adds_at_the_last_moment_is_not_lost() {
    say(store, TRIP, "one?", "1");
    Talk talk =
        talk(
            new ForwardingStore(store) {
              @Override
              public void delete(ConversationId id, Version expected) {
                say(store, id, "theirs?");
                super.delete(id, expected);
              }
            },
            TRIP);
    LastTurn turn = last(talk);
    assertThrows(UsageException.class, () -> undo.takeBack(talk, turn));
    assertEquals(List.of("one?", "1", "theirs?"), kept(TRIP));
    assertEquals(List.of(), kept(TRIP_1));
    assertEquals(Optional.empty(), talk.noted().note().undo());
  }

  @Test
  void of_what_another_process_deletes_the_copy_is_left() {
    say(store, TRIP, "one?", "1");
    Talk talk = talk(store, TRIP);
    LastTurn turn = last(talk);
    Talk other =
        talk(
            new ForwardingStore(store) {
              @Override
              public void delete(ConversationId id, Version expected) {
                super.delete(id);
                super.delete(id, expected);
              }
            },
            TRIP);
    assertThrows(UsageException.class, () -> undo.takeBack(other, turn));
    assertEquals(List.of("one?", "1"), kept(TRIP_1));
  }

  @Test
  void one_that_is_begun_anew_between_is_left_alone_and_nothing_is_lost() {
    say(store, TRIP, "one?", "1", "two?", "2");
    Talk talk =
        talk(
            new ForwardingStore(store) {
              @Override
              public void delete(ConversationId id, Version expected) {
                super.delete(id, expected);
                say(store, id, "theirs?");
              }
            },
            TRIP);
    undo.takeBack(talk, last(talk));
    assertEquals(List.of("theirs?"), kept(TRIP));
    assertEquals(List.of("one?", "1", "two?", "2"), kept(TRIP_1));
  }

  @Test
  void what_a_failure_interrupts_is_finished_later() {
    say(store, TRIP, "one?", "1", "two?", "2");
    boolean[] fails = {true};
    Talk talk =
        talk(
            new ForwardingStore(store) {
              @Override
              public Version fork(ConversationId from, long length, ConversationId to) {
                if (to.equals(TRIP) && fails[0]) {
                  throw new StoreUnavailableException("gone", TRIP, null);
                }
                return super.fork(from, length, to);
              }
            },
            TRIP);
    LastTurn turn = last(talk);
    assertThrows(StoreUnavailableException.class, () -> undo.takeBack(talk, turn));
    assertEquals(List.of(), kept(TRIP));
    fails[0] = false;
    Undo.finish(talk);
    assertEquals(List.of("one?", "1"), kept(TRIP));
    assertEquals(Optional.empty(), talk.noted().note().undo());
  }

  @Test
  void a_question_whose_answer_was_kept_before_the_crash_is_not_unanswered() {
    for (ConversationId id : List.of(TRIP, MADE)) {
      Talk talk = talk(store, id);
      talk.asking(Message.user("one?"));
      talk.dropKeptQuestion();
      assertTrue(talk.unanswered().isPresent());
      say(store, id, "one?", "1");
      talk.dropKeptQuestion();
      assertEquals(Optional.empty(), talk.unanswered());
      talk.asking(Message.user("one?"));
      say(store, id, "another?", "2");
      talk.dropKeptQuestion();
      assertTrue(talk.unanswered().isPresent(), "the same was asked before, and now again");
    }
  }
}
