package dev.parley.store.memory;

import dev.parley.chat.ModelId;
import dev.parley.store.AppendId;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationInfo;
import dev.parley.store.Entry;
import dev.parley.store.Labels;
import dev.parley.store.Transcript;
import dev.parley.store.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One conversation. Its store sees to it that one thread at a time is here. */
final class Kept {
  private final long begun;
  private final Instant since;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<AppendId, Version> appends = new HashMap<>();
  private Instant changed;
  private Labels labels = Labels.NONE;
  private Optional<ModelId> model = Optional.empty();
  private Optional<Duration> timeToLive = Optional.empty();

  Kept(long begun, Instant now) {
    this.begun = begun;
    this.since = now;
    this.changed = now;
  }

  /** Its place among all that were ever begun, which makes its incarnation. */
  long begun() {
    return begun;
  }

  Version version() {
    return new Version(Long.toString(begun), entries.size());
  }

  /** What an append of that id has brought it to, if there was one. */
  Optional<Version> result(AppendId once) {
    return Optional.ofNullable(appends.get(once));
  }

  void append(AppendId once, List<Entry> added, Instant now) {
    entries.addAll(added);
    changed = now;
    for (Entry entry : added) {
      model = entry.info().map(info -> info.model()).or(() -> model);
    }
    appends.put(once, version());
  }

  Transcript page(long first, int most) {
    int from = (int) Math.min(Math.max(first, 0), entries.size());
    int to = (int) Math.min(from + (long) most, entries.size());
    return new Transcript(from, entries.subList(from, to), version());
  }

  void label(Labels value) {
    labels = value;
  }

  void expire(Optional<Duration> value) {
    timeToLive = value;
  }

  private Optional<Instant> end(Optional<Duration> storesOwn) {
    Optional<Instant> own = timeToLive.map(changed::plus);
    Optional<Instant> general = storesOwn.map(changed::plus);
    return own.isPresent() && general.isPresent() && general.get().isBefore(own.get())
        ? general
        : own.or(() -> general);
  }

  boolean isGone(Instant now, Optional<Duration> storesOwn) {
    return end(storesOwn).filter(end -> !end.isAfter(now)).isPresent();
  }

  ConversationInfo info(ConversationId id, Optional<Duration> storesOwn) {
    return new ConversationInfo(id, version(), since, changed, labels, model, end(storesOwn));
  }
}
