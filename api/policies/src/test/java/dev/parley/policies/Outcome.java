package dev.parley.policies;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionStream;
import dev.parley.error.ParleyException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What came of reading a stream. */
record Outcome(List<CompletionEvent> events, @Nullable ParleyException failure) {

  static Outcome of(CompletionStream stream) {
    List<CompletionEvent> events = new ArrayList<>();
    try {
      stream.forEach(events::add);
      return new Outcome(events, null);
    } catch (ParleyException e) {
      return new Outcome(events, e);
    }
  }

  static <T extends ParleyException> T failure(Class<T> type, CompletionStream stream) {
    return assertInstanceOf(type, of(stream).failure());
  }

  String text() {
    return events.stream()
        .filter(TextDelta.class::isInstance)
        .map(event -> ((TextDelta) event).text())
        .collect(Collectors.joining());
  }

  <T extends CompletionEvent> List<T> events(Class<T> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }
}
