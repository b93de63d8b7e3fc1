package dev.parley.mock;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionStream;
import dev.parley.error.ParleyException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
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

  static <T extends ParleyException> T failure(Class<T> type, Supplier<?> call) {
    return assertThrows(type, call::get);
  }

  /** Work on a thread of its own. */
  static <T> Running<T> elsewhere(Supplier<T> work) {
    FutureTask<T> task = new FutureTask<>(work::get);
    Thread thread = new Thread(task, "elsewhere");
    thread.setDaemon(true);
    thread.start();
    return new Running<>(thread, task);
  }

  record Running<T>(Thread thread, FutureTask<T> task) {
    T result() throws Exception {
      return task.get(20, TimeUnit.SECONDS);
    }
  }
}
