package dev.parley.tck.mutation;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionStream;
import dev.parley.error.CancelledException;
import dev.parley.error.ModelException;
import dev.parley.spi.EventSource;
import dev.parley.spi.RequestCheck;
import dev.parley.tck.Rule;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
            .holds("text_comes_whole", "closing_the_provider_ends_what_is_under_way"),
        Mutant.that("lets a reader sleep when its stream is closed")
            .sources(Sleepy::new)
            .fails("closing_in_the_middle_wakes_the_reader", Rule.CANCEL_WAKES, "took longer")
            .holds(
                "leaving_the_loop_cancels_and_throws_nothing",
                "interrupting_a_reader_cancels_and_keeps_the_flag"),
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
        Mutant.that("sends before the first read")
            .models(Eager::new)
            .fails("nothing_is_sent_before_the_first_read", Rule.LAZY_STREAM, "requests")
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
