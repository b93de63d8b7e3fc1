package dev.parley.tck;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionStream;
import dev.parley.error.ModelException;
import dev.parley.error.ParleyException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * What came of reading a stream to whatever end it has.
 *
 * @param events all that came
 * @param failure what it failed with, if it did
 * @param stream the stream, which is over
 */
record Seen(List<CompletionEvent> events, @Nullable Throwable failure, CompletionStream stream) {

  /** Reads the answer to the scenario's request, and closes the stream. */
  static Seen reading(Stage stage, ChatRequest request) {
    CompletionStream stream;
    try {
      stream = stage.model().stream(request);
    } catch (RuntimeException e) {
      throw Rule.LAZY_STREAM.broken("stream() itself failed with " + e, e);
    }
    return reading(stream);
  }

  static Seen reading(CompletionStream stream) {
    List<CompletionEvent> events = new ArrayList<>();
    try (stream) {
      Iterator<CompletionEvent> iterator = stream.iterator();
      while (iterator.hasNext()) {
        events.add(iterator.next());
      }
      return new Seen(events, null, stream);
    } catch (RuntimeException e) {
      return new Seen(events, e, stream);
    }
  }

  /** The events of one type. */
  <T extends CompletionEvent> List<T> all(Class<T> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** The answer of a stream that must have finished. */
  Completion completion() {
    if (failure != null) {
      throw Rule.ONE_OUTCOME.broken("a healthy stream failed with " + failure, failure);
    }
    try {
      return stream.completion();
    } catch (RuntimeException e) {
      throw Rule.ONE_OUTCOME.broken("a stream finished, and then completion() threw " + e, e);
    }
  }

  /** The failure of a stream that must have failed with that type. */
  <T extends ParleyException> T failure(Class<T> type, Rule rule) {
    rule.check(failure != null, () -> "the stream ended as if it were complete: " + outline());
    if (!type.isInstance(failure)) {
      throw rule.broken("it failed with " + failure + ", not " + type.getSimpleName(), failure);
    }
    rule.check(all(Finished.class).isEmpty(), () -> "Finished, and then " + failure);
    return type.cast(failure);
  }

  private String outline() {
    return events.stream()
        .map(event -> event.getClass().getSimpleName())
        .collect(Collectors.joining(", "));
  }

  /** What a call throws, which must be of that type. */
  static <T extends RuntimeException> T failing(Class<T> type, Rule rule, Supplier<?> call) {
    Object result;
    try {
      result = call.get();
    } catch (RuntimeException e) {
      if (!type.isInstance(e)) {
        throw rule.broken("it failed with " + e + ", not " + type.getSimpleName(), e);
      }
      return type.cast(e);
    }
    throw rule.broken("it did not fail, but gave " + result, null);
  }

  /** A call of something closed, which must be refused and not fall over something. */
  static void refusedAsClosed(Supplier<?> call) {
    RuntimeException refusal = failing(RuntimeException.class, Rule.CLOSED, call);
    if (!(refusal instanceof IllegalStateException || refusal instanceof ParleyException)) {
      throw Rule.CLOSED.broken("it was not refused, but failed with " + refusal, refusal);
    }
  }

  /** What came before a failure. */
  static Completion partial(ModelException failure) {
    Optional<Completion> partial = failure.partial();
    Rule.PARTIAL_KEPT.check(partial.isPresent(), () -> "no partial() in " + failure);
    return partial.orElseThrow();
  }

  /** Runs something on a thread of the kit's. */
  static <T> CompletableFuture<T> elsewhere(Supplier<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(task.get());
              } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
              }
            },
            "parley-tck-reader");
    thread.setDaemon(true);
    thread.start();
    return result;
  }

  /** Runs something that must neither fail nor take long. */
  static void quietly(Rule rule, String what, Runnable task) {
    CompletableFuture<Boolean> done =
        elsewhere(
            () -> {
              task.run();
              return true;
            });
    soon(done, rule, what);
  }

  /** The result of something that must come soon. */
  static <T> T soon(CompletableFuture<T> future, Rule rule, String what) {
    try {
      return future.get(Bounds.SOON.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw rule.broken(what + " took longer than " + Bounds.SOON, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw rule.broken("the test was interrupted: " + what, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AssertionError broken) {
        throw broken;
      }
      throw rule.broken(what + " threw " + e.getCause(), e.getCause());
    }
  }

  /** Plays what not every provider has a form for; the test is aborted where there is none. */
  static Stage playIfPossible(StagedModel staged, Scenario scenario) {
    try {
      return staged.play(scenario);
    } catch (NotPlayableException e) {
      throw new TestAbortedException(
          "not applicable: " + scenario.name() + ": " + e.getMessage(), e);
    }
  }
}
