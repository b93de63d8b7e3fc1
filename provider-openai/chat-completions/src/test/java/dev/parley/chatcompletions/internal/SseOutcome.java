package dev.parley.chatcompletions.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** All that a body gave: its events, and what was known at its end. */
record SseOutcome(
    List<Event> events, String lastId, OptionalLong reconnectionMillis, boolean overLimit) {

  record Event(String type, String data, String id) {}

  static SseOutcome of(List<Event> events, String lastId, OptionalLong reconnectionMillis) {
    return new SseOutcome(events, lastId, reconnectionMillis, false);
  }

  /** Reads to the end of the body or to the limit. */
  static SseOutcome of(SseReader reader) throws IOException {
    List<Event> events = new ArrayList<>();
    boolean overLimit = false;
    try {
      while (reader.next()) {
        events.add(new Event(reader.event(), reader.data(), reader.id()));
      }
    } catch (SseLimitExceededException e) {
      overLimit = true;
    }
    return new SseOutcome(events, reader.id(), reader.reconnectionMillis(), overLimit);
  }
}
