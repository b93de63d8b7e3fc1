package dev.parley.store.memory;

import dev.parley.chat.ModelId;
import dev.parley.error.StoreConflictException;
import dev.parley.message.AssistantMessage;
import dev.parley.message.Extras;
import dev.parley.store.AppendId;
import dev.parley.store.AppendResult;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationInfo;
import dev.parley.store.ConversationPage;
import dev.parley.store.ConversationStore;
import dev.parley.store.Entry;
import dev.parley.store.Labels;
import dev.parley.store.Transcript;
import dev.parley.store.Version;
import dev.parley.tck.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/** Stores that are broken in one way each, and what the contract says of them. */
final class StoreMutants {
  /** A broken store: the tests that it fails, each by a rule. */
  record Mutant(String flaw, UnaryOperator<ConversationStore> breaking, Map<String, Rule> fails) {
    static Mutant that(String flaw, UnaryOperator<ConversationStore> breaking) {
      return new Mutant(flaw, breaking, new LinkedHashMap<>());
    }

    Mutant fails(Rule rule, String... tests) {
      for (String test : tests) {
        fails.put(test, rule);
      }
      return this;
    }

    @Override
    public String toString() {
      return "a store that " + flaw;
    }
  }

  private StoreMutants() {}

  static Mutant that(String flaw) {
    return all().stream().filter(mutant -> mutant.flaw().equals(flaw)).findFirst().orElseThrow();
  }

  static List<Mutant> all() {
    List<Mutant> all = new ArrayList<>(ofAppends());
    all.addAll(ofWriters());
    all.addAll(ofReads());
    all.addAll(ofUpkeep());
    all.addAll(ofEnds());
    return all;
  }

  /** Appends something else. */
  private abstract static class Appending extends PassingStore {
    Appending(ConversationStore store) {
      super(store);
    }

    @Override
    public abstract AppendResult append(
        ConversationId id, Version expected, AppendId once, List<Entry> entries);
  }

  private static List<Mutant> ofAppends() {
    return List.of(
        Mutant.that(
                "overwrites what it has not seen",
                store ->
                    new Appending(store) {
                      @Override
                      public AppendResult append(
                          ConversationId id, Version expected, AppendId once, List<Entry> entries) {
                        Version now = store.tail(id, 1).version();
                        return store.append(id, now, once, entries);
                      }
                    })
            .fails(
                Rule.STALE_REFUSED,
                "an_append_to_what_has_moved_on_writes_nothing",
                "only_one_can_begin_a_conversation",
                "nothing_is_appended_to_what_is_not_there",
                "deleting_and_beginning_anew_fools_nobody",
                "of_many_appends_to_one_version_one_is_made"),
        Mutant.that(
                "forgets the ids of appends",
                store ->
                    new Appending(store) {
                      @Override
                      public AppendResult append(
                          ConversationId id, Version expected, AppendId once, List<Entry> entries) {
                        Version now = store.tail(id, 1).version();
                        boolean known = now.length() > expected.length() && expected.exists();
                        return store.append(id, known ? expected : now, AppendId.random(), entries);
                      }
                    })
            .fails(Rule.ONCE, "an_append_that_is_repeated_is_made_once"),
        Mutant.that(
                "says of every append that it is new",
                store ->
                    new Appending(store) {
                      @Override
                      public AppendResult append(
                          ConversationId id, Version expected, AppendId once, List<Entry> entries) {
                        return new AppendResult(
                            store.append(id, expected, once, entries).version(), false);
                      }
                    })
            .fails(
                Rule.ONCE,
                "an_append_that_is_repeated_is_made_once",
                "an_append_is_repeated_late_and_with_any_version"),
        Mutant.that(
                "knows a repeated append by its version",
                store ->
                    new Appending(store) {
                      private final Map<AppendId, Version> appends =
                          Collections.synchronizedMap(new LinkedHashMap<>());

                      @Override
                      public AppendResult append(
                          ConversationId id, Version expected, AppendId once, List<Entry> entries) {
                        Version before = appends.putIfAbsent(once, expected);
                        return before == null || before.equals(expected)
                            ? store.append(id, expected, once, entries)
                            : store.append(id, expected, AppendId.random(), entries);
                      }
                    })
            .fails(Rule.ONCE, "an_append_is_repeated_late_and_with_any_version"),
        Mutant.that(
                "takes a refused append for made",
                store ->
                    new Appending(store) {
                      private final Map<AppendId, Version> refused = new LinkedHashMap<>();

                      @Override
                      public AppendResult append(
                          ConversationId id, Version expected, AppendId once, List<Entry> entries) {
                        Version seen = refused.get(once);
                        if (seen != null) {
                          return new AppendResult(seen, true);
                        }
                        try {
                          return store.append(id, expected, once, entries);
                        } catch (StoreConflictException e) {
                          refused.put(once, e.current());
                          throw e;
                        }
                      }
                    })
            .fails(Rule.ONCE, "a_refused_append_has_not_been_made"),
        Mutant.that(
                "takes ids of appends for its own",
                store ->
                    new Appending(store) {
                      private final Map<AppendId, AppendResult> appends = new LinkedHashMap<>();

                      @Override
                      public synchronized AppendResult append(
                          ConversationId id, Version expected, AppendId once, List<Entry> entries) {
                        AppendResult before = appends.get(once);
                        if (before != null) {
                          return new AppendResult(before.version(), true);
                        }
                        AppendResult result = store.append(id, expected, once, entries);
                        appends.put(once, result);
                        return result;
                      }
                    })
            .fails(Rule.ONCE, "conversations_do_not_share_the_ids_of_appends"),
        Mutant.that(
                "loses the last entry of an append",
                store ->
                    new Appending(store) {
                      @Override
                      public AppendResult append(
                          ConversationId id, Version expected, AppendId once, List<Entry> entries) {
                        return store.append(
                            id,
                            expected,
                            once,
                            entries.subList(0, Math.max(1, entries.size() - 1)));
                      }
                    })
            .fails(
                Rule.APPENDED,
                "an_append_to_nothing_begins_a_conversation",
                "what_was_appended_is_read_as_it_was"),
        Mutant.that(
                "does not move on",
                store ->
                    new Appending(store) {
                      @Override
                      public AppendResult append(
                          ConversationId id, Version expected, AppendId once, List<Entry> entries) {
                        AppendResult result = store.append(id, expected, once, entries);
                        return expected.exists() ? new AppendResult(expected, false) : result;
                      }
                    })
            .fails(Rule.APPENDED, "appends_follow_each_other"),
        Mutant.that(
                "begins a conversation with nothing",
                store ->
                    new Appending(store) {
                      @Override
                      public AppendResult append(
                          ConversationId id, Version expected, AppendId once, List<Entry> entries) {
                        return entries.isEmpty()
                            ? new AppendResult(expected, false)
                            : store.append(id, expected, once, entries);
                      }
                    })
            .fails(Rule.APPENDED, "an_append_of_nothing_is_refused"),
        Mutant.that(
                "forgets that it was interrupted",
                store ->
                    new Appending(store) {
                      @Override
                      public AppendResult append(
                          ConversationId id, Version expected, AppendId once, List<Entry> entries) {
                        boolean interrupted = Thread.interrupted();
                        AppendResult result = store.append(id, expected, once, entries);
                        return interrupted ? new AppendResult(result.version(), false) : result;
                      }
                    })
            .fails(Rule.INTERRUPTION, "an_interrupted_append_leaves_the_store_whole"),
        Mutant.that(
                "forgets the extras of messages",
                store ->
                    new Appending(store) {
                      @Override
                      public AppendResult append(
                          ConversationId id, Version expected, AppendId once, List<Entry> entries) {
                        List<Entry> plain =
                            entries.stream()
                                .map(
                                    entry ->
                                        entry.message() instanceof AssistantMessage message
                                            ? new Entry(
                                                new AssistantMessage(
                                                    message.content(), Extras.NONE),
                                                entry.at(),
                                                entry.info(),
                                                entry.extras())
                                            : entry)
                                .toList();
                        return store.append(id, expected, once, plain);
                      }
                    })
            .fails(Rule.APPENDED, "what_was_appended_is_read_as_it_was"));
  }

  private static List<Mutant> ofWriters() {
    return List.of(
        Mutant.that(
                "loses an append now and then",
                store ->
                    new Appending(store) {
                      private final AtomicInteger appends = new AtomicInteger();

                      @Override
                      public AppendResult append(
                          ConversationId id, Version expected, AppendId once, List<Entry> entries) {
                        return appends.incrementAndGet() % 100 == 0
                            ? new AppendResult(expected, false)
                            : store.append(id, expected, once, entries);
                      }
                    })
            .fails(
                Rule.NO_LOST_APPEND,
                "many_writers_who_try_again_lose_nothing",
                "what_is_acknowledged_and_what_conflicts_is_all"),
        Mutant.that(
                "appends entry by entry",
                store ->
                    new Appending(store) {
                      @Override
                      public AppendResult append(
                          ConversationId id, Version expected, AppendId once, List<Entry> entries) {
                        AppendResult result = null;
                        Version version = expected;
                        for (Entry entry : List.copyOf(entries)) {
                          result = store.append(id, version, AppendId.random(), List.of(entry));
                          version = result.version();
                          LockSupport.parkNanos(1);
                        }
                        return result;
                      }
                    })
            .fails(Rule.WHOLE_APPENDS, "an_append_is_seen_whole_or_not_at_all"));
  }

  private static List<Mutant> ofReads() {
    return List.of(
        Mutant.that(
                "reads a tail from the front",
                store ->
                    new PassingStore(store) {
                      @Override
                      public Transcript tail(ConversationId id, int most) {
                        return store.page(id, 0, most);
                      }
                    })
            .fails(Rule.PAGES, "the_tail_is_the_last_entries"),
        Mutant.that(
                "skips an entry between pages",
                store ->
                    new PassingStore(store) {
                      @Override
                      public Transcript page(ConversationId id, long first, int most) {
                        return store.page(
                            id, first == 0 || first == Long.MAX_VALUE ? first : first + 1, most);
                      }
                    })
            .fails(Rule.PAGES, "a_page_is_some_entries"),
        Mutant.that(
                "fails where there is nothing",
                store ->
                    new PassingStore(store) {
                      @Override
                      public Transcript tail(ConversationId id, int most) {
                        Transcript tail = store.tail(id, most);
                        return tail.version().exists()
                            ? tail
                            : new Transcript(0, List.of(), new Version("x", 0));
                      }
                    })
            .fails(Rule.PAGES, "what_is_not_there_reads_as_nothing"),
        Mutant.that(
                "reads nothing when asked for less",
                store ->
                    new PassingStore(store) {
                      @Override
                      public Transcript tail(ConversationId id, int most) {
                        return most < 1 ? Transcript.none() : store.tail(id, most);
                      }
                    })
            .fails(Rule.PAGES, "reading_less_than_one_entry_is_refused"),
        Mutant.that(
                "takes ids for names of files",
                store ->
                    new PassingStore(store) {
                      private ConversationId name(ConversationId id) {
                        return new ConversationId(id.text().toLowerCase(Locale.ROOT));
                      }

                      @Override
                      public AppendResult append(
                          ConversationId id, Version expected, AppendId once, List<Entry> entries) {
                        Version now = store.tail(name(id), 1).version();
                        return store.append(name(id), now, once, entries);
                      }

                      @Override
                      public Transcript page(ConversationId id, long first, int most) {
                        return store.page(name(id), first, most);
                      }
                    })
            .fails(Rule.IDS, "ids_that_look_alike_are_different_conversations"));
  }

  /** Knows something else. */
  private static UnaryOperator<ConversationStore> knowing(UnaryOperator<ConversationInfo> edit) {
    return store ->
        new PassingStore(store) {
          @Override
          public Optional<ConversationInfo> info(ConversationId id) {
            return store.info(id).map(edit);
          }
        };
  }

  private static ConversationInfo with(
      ConversationInfo info, Labels labels, Optional<ModelId> model) {
    return new ConversationInfo(
        info.id(), info.version(), info.begun(), info.changed(), labels, model, info.expires());
  }

  private static List<Mutant> ofUpkeep() {
    return List.of(
        Mutant.that(
                "does not know who answered",
                knowing(info -> with(info, info.labels(), Optional.empty())))
            .fails(Rule.METADATA, "what_is_known_of_a_conversation_follows_its_appends"),
        Mutant.that(
                "sorts tags",
                knowing(
                    info ->
                        with(
                            info,
                            new Labels(info.labels().title(), new TreeSet<>(info.labels().tags())),
                            info.model())))
            .fails(Rule.METADATA, "a_conversation_is_called_what_it_was_called_last"),
        Mutant.that(
                "keeps what should expire",
                store ->
                    new PassingStore(store) {
                      @Override
                      public boolean expire(ConversationId id, Optional<Duration> timeToLive) {
                        return store.expire(id, timeToLive.map(time -> time.multipliedBy(1_000)));
                      }
                    })
            .fails(Rule.EXPIRY, "a_conversation_that_expires_is_gone_in_time"),
        Mutant.that(
                "never lets go of an end",
                store ->
                    new PassingStore(store) {
                      @Override
                      public boolean expire(ConversationId id, Optional<Duration> timeToLive) {
                        return timeToLive.isEmpty() || store.expire(id, timeToLive);
                      }
                    })
            .fails(Rule.HEALTHY, "an_append_puts_the_end_off_and_never_takes_it_away"),
        Mutant.that(
                "lists the last of a part again",
                store ->
                    new PassingStore(store) {
                      private final Map<String, ConversationInfo> again = new LinkedHashMap<>();

                      @Override
                      public ConversationPage list(Optional<String> from, int most) {
                        ConversationPage page = store.list(from, most);
                        List<ConversationInfo> infos = new ArrayList<>(page.conversations());
                        from.map(again::get).ifPresent(infos::add);
                        page.next().ifPresent(next -> again.put(next, infos.get(0)));
                        return new ConversationPage(infos, page.next());
                      }
                    })
            .fails(Rule.LISTED_ONCE, "every_conversation_is_listed_once"),
        Mutant.that(
                "numbers its list by places",
                store ->
                    new PassingStore(store) {
                      @Override
                      public ConversationPage list(Optional<String> from, int most) {
                        List<ConversationInfo> all =
                            store.list(Optional.empty(), 1_000_000).conversations();
                        int begin = Math.min(from.map(Integer::valueOf).orElse(0), all.size());
                        int end = Math.min(begin + most, all.size());
                        return new ConversationPage(
                            all.subList(begin, end),
                            Optional.of(String.valueOf(end)).filter(e -> end < all.size()));
                      }
                    })
            .fails(Rule.LISTED_ONCE, "a_list_survives_what_is_deleted_meanwhile"),
        Mutant.that(
                "begins a list anywhere",
                store ->
                    new PassingStore(store) {
                      @Override
                      public ConversationPage list(Optional<String> from, int most) {
                        return store.list(from.filter(next -> !next.contains(" ")), most);
                      }
                    })
            .fails(Rule.LISTED_ONCE, "a_list_begins_only_where_one_ended"));
  }

  private static List<Mutant> ofEnds() {
    return List.of(
        Mutant.that(
                "keeps the labels of what was deleted",
                store ->
                    new PassingStore(store) {
                      private final Map<ConversationId, Labels> labels = new LinkedHashMap<>();

                      @Override
                      public boolean label(ConversationId id, Labels value) {
                        labels.put(id, value);
                        return store.label(id, value);
                      }

                      @Override
                      public AppendResult append(
                          ConversationId id, Version expected, AppendId once, List<Entry> entries) {
                        AppendResult result = store.append(id, expected, once, entries);
                        store.label(id, labels.getOrDefault(id, Labels.NONE));
                        return result;
                      }
                    })
            .fails(Rule.DELETED, "what_is_deleted_is_gone"),
        Mutant.that(
                "deletes what has moved on",
                store ->
                    new PassingStore(store) {
                      @Override
                      public void delete(ConversationId id, Version expected) {
                        store.delete(id, store.tail(id, 1).version());
                      }
                    })
            .fails(Rule.DELETED_AS_SEEN, "what_has_moved_on_is_not_deleted"),
        Mutant.that(
                "takes a conversation for another of the same length",
                store ->
                    new PassingStore(store) {
                      @Override
                      public void delete(ConversationId id, Version expected) {
                        Version now = store.tail(id, 1).version();
                        store.delete(id, now.length() == expected.length() ? now : expected);
                      }
                    })
            .fails(Rule.DELETED_AS_SEEN, "what_has_moved_on_is_not_deleted"),
        Mutant.that(
                "forks one entry too many",
                store ->
                    new PassingStore(store) {
                      @Override
                      public Version fork(ConversationId from, long length, ConversationId to) {
                        long whole = store.tail(from, 1).version().length();
                        return store.fork(from, Math.min(whole, length + 1), to);
                      }
                    })
            .fails(Rule.FORKED, "a_fork_is_a_conversation_of_its_own"),
        Mutant.that(
                "forks labels too",
                store ->
                    new PassingStore(store) {
                      @Override
                      public Version fork(ConversationId from, long length, ConversationId to) {
                        Version fork = store.fork(from, length, to);
                        store.label(to, Labels.titled("fork"));
                        return fork;
                      }
                    })
            .fails(Rule.FORKED, "a_fork_may_be_a_copy"),
        Mutant.that(
                "forks over what is there",
                store ->
                    new PassingStore(store) {
                      @Override
                      public Version fork(ConversationId from, long length, ConversationId to) {
                        store.delete(to);
                        return store.fork(from, length, to);
                      }
                    })
            .fails(Rule.FORKED, "a_fork_needs_its_entries_and_a_new_id"),
        Mutant.that(
                "shows what was said",
                store ->
                    new PassingStore(store) {
                      @Override
                      public String toString() {
                        return String.valueOf(
                            store.list(Optional.empty(), 9).conversations().stream()
                                .map(info -> info.labels().title())
                                .toList());
                      }
                    })
            .fails(Rule.NO_SECRETS, "no_text_of_a_store_shows_what_was_said"),
        Mutant.that(
                "goes on when it is closed",
                store ->
                    new PassingStore(store) {
                      @Override
                      public void close() {
                        // Nothing.
                      }
                    })
            .fails(Rule.CLOSED, "a_closed_store_refuses_later_calls"));
  }
}
