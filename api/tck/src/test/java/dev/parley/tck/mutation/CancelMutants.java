package dev.parley.tck.mutation;

import static dev.parley.chat.Timeouts.Kind.SILENCE;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.Timeouts;
import dev.parley.error.CancelledException;
import dev.parley.error.ModelException;
import dev.parley.spi.EventSource;
import dev.parley.spi.RequestCheck;
import dev.parley.spi.Watchdog;
import dev.parley.tck.Rule;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/** What is wrong with beginning and cancelling. */
final class CancelMutants {
  private CancelMutants() {}

  static List<Mutant> all() {
    return List.of(
        Mutant.that("ignores close()")
            .streams(DeafToClose::new)
            .fails(
                "leaving_the_loop_cancels_and_throws_nothing",
                Rule.CANCEL_ON_THE_WIRE,
                "saw nobody leave")
            .fails(
                "a_reader_that_throws_lets_the_other_side_go",
                Rule.CANCEL_ON_THE_WIRE,
                "by the reader's failure")
            .holds("text_comes_whole", "closing_the_provider_ends_what_is_under_way"),
        Mutant.that("lets a reader sleep when its stream is closed")
            .sources(Sleepy::new)
            .fails("closing_in_the_middle_wakes_the_reader", Rule.CANCEL_WAKES, "took longer")
            .fails(
                "closing_before_the_answer_begins_wakes_the_reader",
                Rule.CANCEL_WAKES,
                "took longer")
            .holds(
                "leaving_the_loop_cancels_and_throws_nothing",
                "interrupting_a_reader_cancels_and_keeps_the_flag"),
        Mutant.that("reads on while bytes come before it hangs up")
            .sources(Draining::new)
            .fails(
                "closing_inside_the_loop_while_more_comes_is_seen_by_the_other_side",
                Rule.CANCEL_ON_THE_WIRE,
                "saw nobody leave")
            .holds("leaving_the_loop_cancels_and_throws_nothing", "text_comes_whole"),
        Mutant.that("minds being closed twice")
            .streams(Touchy::new)
            .fails("closing_again_does_nothing", Rule.LEAVING_IS_QUIET, "closing again threw")
            .holds("leaving_the_loop_cancels_and_throws_nothing", "text_comes_whole"),
        Mutant.that("goes on when its provider is closed")
            .providers(ProviderMutants::unclosed)
            .fails(
                "closing_the_provider_ends_what_is_under_way",
                Rule.CLOSED,
                "the number of connections left is 1")
            .holds("text_comes_whole", "leaving_the_loop_cancels_and_throws_nothing"),
        Mutant.that("swallows the interrupt flag")
            .failures(CancelMutants::swallow)
            .fails(
                "interrupting_a_reader_cancels_and_keeps_the_flag",
                Rule.INTERRUPTION,
                "flag is gone")
            .fails(
                "interrupting_a_plain_call_cancels_and_keeps_the_flag",
                Rule.INTERRUPTION,
                "flag is gone")
            .fails(
                "a_thread_that_is_interrupted_already_sends_nothing",
                Rule.INTERRUPTION,
                "flag is gone")
            .holds("closing_in_the_middle_wakes_the_reader", "text_comes_whole"),
        Mutant.that("does not notice interruptions")
            .models(Elsewhere::new)
            .fails(
                "interrupting_a_plain_call_cancels_and_keeps_the_flag",
                Rule.INTERRUPTION,
                "the call went on")
            .holds("interrupting_a_reader_cancels_and_keeps_the_flag", "text_comes_whole"),
        Mutant.that("throws when it is closed")
            .streams(Loud::new)
            .fails(
                "leaving_the_loop_cancels_and_throws_nothing",
                Rule.LEAVING_IS_QUIET,
                "leaving threw")
            .holds("interrupting_a_plain_call_cancels_and_keeps_the_flag"),
        Mutant.that("is of no use after a cancelled stream")
            .models(Offended::new)
            .fails("a_model_serves_on_after_a_cancelled_stream", Rule.HEALTHY, "offended")
            .holds("text_comes_whole", "leaving_the_loop_cancels_and_throws_nothing"),
        Mutant.that("is of no use after a failure")
            .models(Discouraged::new)
            .fails("a_model_serves_on_after_a_failure", Rule.HEALTHY, "discouraged")
            .holds("text_comes_whole", "a_model_serves_on_after_a_cancelled_stream"),
        Mutant.that("sends before the first read")
            .models(Eager::new)
            .fails("nothing_is_sent_before_the_first_read", Rule.LAZY_STREAM, "requests")
            .fails(
                "a_stream_closed_before_it_was_read_is_cancelled_and_never_sent",
                Rule.LAZY_STREAM,
                "the number of requests is 1")
            .fails("a_rejected_key_is_an_authentication_error", Rule.LAZY_STREAM, "itself failed")
            .holds("text_comes_whole", "a_plain_answer_that_is_cut_is_an_error"),
        Mutant.that("refuses in stream() what it cannot do")
            .models(Checking::new)
            .fails("capabilities_are_kept", Rule.LAZY_STREAM, "stream() itself failed")
            .holds("text_comes_whole", "nothing_is_sent_before_the_first_read"));
  }

  private static ModelException swallow(ModelException e) {
    if (e instanceof CancelledException) {
      Thread.interrupted();
    }
    return e;
  }

  private static final class DeafToClose extends PassingStream {
    DeafToClose(CompletionStream inner) {
      super(inner);
    }

    @Override
    public void close() {}
  }

  private static final class Sleepy extends PassingSource {
    Sleepy(EventSource inner) {
      super(inner);
    }

    @Override
    public void cancel() {}
  }

  /** Hangs up when nothing has come for a while. */
  private static final class Draining extends PassingSource {
    private volatile boolean draining;

    Draining(EventSource inner) {
      super(inner);
    }

    @Override
    public void cancel() {
      draining = true;
      Watchdog.Watch watch =
          Watchdog.shared()
              .watch(Timeouts.UNSET.with(SILENCE, Duration.ofSeconds(5)), super::cancel);
      watch.enter(SILENCE);
      Thread thread = new Thread(() -> drain(watch), "Draining");
      thread.setDaemon(true);
      thread.start();
    }

    private void drain(Watchdog.Watch watch) {
      try {
        while (super.next() != null) {
          watch.activity();
          LockSupport.parkNanos(1_000_000); // It leaves the machine to others.
        }
      } catch (RuntimeException e) {
        // So it has ended.
      }
      watch.end();
      super.release();
    }

    @Override
    public void release() {
      if (!draining) {
        super.release();
      }
    }
  }

  private static final class Touchy extends PassingStream {
    private boolean closed;

    Touchy(CompletionStream inner) {
      super(inner);
    }

    @Override
    public void close() {
      if (closed) {
        throw new IllegalStateException("closed already");
      }
      closed = true;
      super.close();
    }
  }

  private static final class Loud extends PassingStream {
    Loud(CompletionStream inner) {
      super(inner);
    }

    @Override
    public void close() {
      super.close();
      throw new IllegalStateException("closed");
    }
  }

  private static final class Elsewhere extends EditedModel {
    Elsewhere(ChatModel inner) {
      super(inner, UnaryOperator.identity(), UnaryOperator.identity());
    }

    @Override
    public Completion complete(ChatRequest request) {
      CompletableFuture<Completion> answer = new CompletableFuture<>();
      Thread thread =
          new Thread(
              () -> {
                try {
                  answer.complete(super.complete(request));
                } catch (RuntimeException e) {
                  answer.completeExceptionally(e);
                }
              });
      thread.setDaemon(true);
      thread.start();
      return answer.join();
    }
  }

  private static final class Offended extends EditedModel {
    private volatile boolean offended;

    Offended(ChatModel inner) {
      super(inner, UnaryOperator.identity(), UnaryOperator.identity());
    }

    @Override
    public Completion complete(ChatRequest request) {
      if (offended) {
        throw new IllegalStateException("offended");
      }
      return super.complete(request);
    }

    @Override
    public CompletionStream stream(ChatRequest request) {
      return new PassingStream(super.stream(request)) {
        @Override
        public void close() {
          offended = !partial().isComplete();
          super.close();
        }
      };
    }
  }

  private static final class Discouraged extends EditedModel {
    private volatile boolean discouraged;

    Discouraged(ChatModel inner) {
      super(inner, UnaryOperator.identity(), UnaryOperator.identity());
    }

    @Override
    public Completion complete(ChatRequest request) {
      if (discouraged) {
        throw new IllegalStateException("discouraged");
      }
      try {
        return super.complete(request);
      } catch (ModelException e) {
        discouraged = true;
        throw e;
      }
    }
  }

  private static final class Eager extends EditedModel {
    Eager(ChatModel inner) {
      super(inner, UnaryOperator.identity(), Eager::begun);
    }

    private static CompletionStream begun(CompletionStream stream) {
      Iterator<CompletionEvent> events = stream.iterator();
      boolean unused = events.hasNext();
      return new PassingStream(stream) {
        @Override
        public Iterator<CompletionEvent> iterator() {
          return events;
        }
      };
    }
  }

  private static final class Checking extends EditedModel {
    Checking(ChatModel inner) {
      super(inner, UnaryOperator.identity(), UnaryOperator.identity());
    }

    @Override
    public CompletionStream stream(ChatRequest request) {
      RequestCheck.check(id(), capabilities(), request);
      return super.stream(request);
    }
  }
}
