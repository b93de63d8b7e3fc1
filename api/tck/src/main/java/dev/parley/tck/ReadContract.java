package dev.parley.tck;

import static dev.parley.tck.Stored.ID;
import static dev.parley.tck.Stored.OTHER;
import static dev.parley.tck.Stored.append;
import static dev.parley.tck.Stored.begin;
import static dev.parley.tck.Stored.everything;
import static dev.parley.tck.Stored.texts;

import dev.parley.store.AppendId;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationStore;
import dev.parley.store.Entry;
import dev.parley.store.Transcript;
import dev.parley.store.Version;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Reading: the whole, the tail, a page; as it was appended. */
interface ReadContract extends StoreContract {

  /** Every kind of message, unknown fields and parts, odd characters, times and sizes. */
  @Test
  default void what_was_appended_is_read_as_it_was() {
    try (StoreStage stage = stage()) {
      List<Entry> entries = everything();
      stage.open().append(ID, Version.NONE, AppendId.random(), entries);
      List<Entry> read = stage.open().read(ID).entries();
      Rule.APPENDED.same(entries.size(), read.size(), "the number of entries");
      for (int i = 0; i < entries.size(); i++) {
        Entry expected = entries.get(i);
        Entry entry = read.get(i);
        int place = i;
        Rule.APPENDED.check(
            expected.message().equals(entry.message()), () -> "another message at " + place);
        Rule.APPENDED.same(expected, entry, "entry " + i);
      }
    }
  }

  /** Fewer, as many, more than there are. */
  @Test
  default void the_tail_is_the_last_entries() {
    on(
        store -> {
          Version version = ten(store);
          tells(version, 7, List.of("7", "8", "9"), store.tail(ID, 3));
          tells(version, 9, List.of("9"), store.tail(ID, 1));
          tells(version, 0, digits(0, 10), store.tail(ID, 10));
          tells(version, 0, digits(0, 10), store.tail(ID, 11));
          tells(version, 0, digits(0, 10), store.tail(ID, Integer.MAX_VALUE));
        });
  }

  /** From the front, the middle, over the end, behind it. */
  @Test
  default void a_page_is_some_entries() {
    on(
        store -> {
          Version version = ten(store);
          tells(version, 0, digits(0, 4), store.page(ID, 0, 4));
          tells(version, 4, digits(4, 8), store.page(ID, 4, 4));
          tells(version, 8, digits(8, 10), store.page(ID, 8, 4));
          tells(version, 3, digits(3, 10), store.page(ID, 3, Integer.MAX_VALUE));
          for (long behind : List.of(10L, 11L, Long.MAX_VALUE)) {
            Transcript none = store.page(ID, behind, 4);
            Rule.PAGES.same(List.of(), none.entries(), "what is behind the end");
            Rule.PAGES.same(version, none.version(), "the version");
          }
        });
  }

  /** Ten entries, in appends of several. */
  private static Version ten(ConversationStore store) {
    Version version = begin(store, ID, "0");
    version = append(store, ID, version, "1", "2", "3").version();
    version = append(store, ID, version, "4", "5").version();
    return append(store, ID, version, "6", "7", "8", "9").version();
  }

  private static List<String> digits(int from, int to) {
    return IntStream.range(from, to).mapToObj(String::valueOf).toList();
  }

  private static void tells(
      Version version, long first, List<String> texts, Transcript transcript) {
    Rule.PAGES.same(texts, texts(transcript), "what is read");
    Rule.PAGES.same(first, transcript.first(), "the place of the first entry");
    Rule.PAGES.same(version, transcript.version(), "the version");
  }

  /** No error: who begins a conversation reads it first. */
  @Test
  default void what_is_not_there_reads_as_nothing() {
    on(
        store -> {
          begin(store, OTHER, "a");
          Rule.PAGES.same(Transcript.none(), store.read(ID), "the whole");
          Rule.PAGES.same(Transcript.none(), store.tail(ID, 5), "the tail");
          Rule.PAGES.same(Transcript.none(), store.page(ID, 3, 5), "a page");
        });
  }

  /** What cannot be meant. */
  @Test
  default void reading_less_than_one_entry_is_refused() {
    on(
        store -> {
          begin(store, ID, "a");
          refused(() -> store.tail(ID, 0));
          refused(() -> store.page(ID, 0, 0));
          refused(() -> store.page(ID, -1, 1));
        });
  }

  private static void refused(Runnable call) {
    try {
      call.run();
    } catch (IllegalArgumentException e) {
      return;
    }
    throw Rule.PAGES.broken("it was done", null);
  }

  /** Any text is an id, and no two are one. */
  @Test
  default void ids_that_look_alike_are_different_conversations() {
    List<String> ids =
        new ArrayList<>(
            List.of(
                "a",
                "A",
                " a",
                "a ",
                "a.",
                "a\u0000",
                "a\n",
                "%61",
                "a/b",
                "a\\b",
                "a:b",
                "a|b",
                ".",
                "..",
                "../a",
                "/",
                "/a",
                "~",
                "*",
                "{a}",
                "}{",
                "{}",
                "con",
                "CON",
                "a?b#c",
                "\ud83d\ude00",
                "ß",
                "SS",
                "ı",
                "i",
                "I",
                "\u202e",
                "-rf",
                "$(a)",
                "\"a\"",
                "'",
                Normalizer.normalize("Zürich", Normalizer.Form.NFC),
                Normalizer.normalize("Zürich", Normalizer.Form.NFD)));
    ids.add("x".repeat(10_240));
    ids.add("x".repeat(10_239) + "y");
    try (StoreStage stage = stage()) {
      Map<ConversationId, Version> versions = new LinkedHashMap<>();
      for (String id : ids) {
        ConversationId each = new ConversationId(id);
        versions.put(each, begin(stage.open(), each, "of " + id));
      }
      ConversationStore other = stage.open();
      versions.forEach(
          (id, version) -> {
            Transcript read = other.read(id);
            Rule.IDS.same(List.of("of " + id.text()), texts(read), "what is kept");
            Rule.IDS.same(version, read.version(), "its version");
            Rule.IDS.same(id, other.info(id).orElseThrow().id(), "its id");
          });
    }
  }

  /** Nobody sees half of one. */
  @Test
  default void an_append_is_seen_whole_or_not_at_all() {
    try (StoreStage stage = stage()) {
      ConversationStore writer = stage.open();
      ConversationStore reader = stage.open();
      Version version = begin(writer, ID, "0", "0", "0");
      try (Crowd readers = Crowd.of(3, () -> seesWholes(reader))) {
        for (int i = 1; i < 100; i++) {
          String text = String.valueOf(i);
          version = append(writer, ID, version, text, text, text).version();
        }
        readers.leave();
      }
    }
  }

  private static void seesWholes(ConversationStore store) {
    Transcript tail = store.tail(ID, 5);
    List<String> texts = texts(tail);
    Rule.WHOLE_APPENDS.same(0L, tail.version().length() % 3, "what is over of threes");
    int last = texts.size() - 1;
    Rule.WHOLE_APPENDS.check(
        texts.get(last).equals(texts.get(last - 2)), () -> "torn apart: " + texts);
    Rule.WHOLE_APPENDS.same(
        tail.version().length(), tail.first() + texts.size(), "where the tail ends");
  }
}
