package dev.parley.tck.mutation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.FinishReason;
import dev.parley.error.ErrorDetails;
import dev.parley.error.InterruptedStreamException;
import dev.parley.error.ModelException;
import dev.parley.error.ProtocolException;
import dev.parley.error.UnavailableException;
import dev.parley.spi.EventSource;
import dev.parley.tck.Rule;
import dev.parley.tck.toy.ToyText;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is wrong with the ends of streams. */
final class EndMutants {
  private static final Finished STOP = new Finished(FinishReason.STOP);

  private EndMutants() {}

  static List<Mutant> all() {
    return List.of(
        Mutant.that("swallows the error event")
            .sources(source -> new Recovering(source, UnavailableException.class, null))
            .fails(
                "an_error_inside_the_stream_is_that_error",
                Rule.NO_SILENT_END,
                "it failed with dev.parley.error.InterruptedStreamException")
            .holds("a_clean_end_without_a_finish_is_no_end", "text_comes_whole"),
        Mutant.that("takes the error event for the end")
            .sources(source -> new Recovering(source, UnavailableException.class, STOP))
            .fails(
                "an_error_inside_the_stream_is_that_error",
                Rule.NO_SILENT_END,
                "as if it were complete")
            .holds("a_clean_end_without_a_finish_is_no_end", "text_comes_whole"),
        Mutant.that("takes a broken connection for the end")
            .sources(source -> new Recovering(source, InterruptedStreamException.class, STOP))
            .fails(
                "a_stream_that_is_cut_fails_with_what_came",
                Rule.NO_SILENT_END,
                "as if it were complete")
            .fails(
                "a_stream_whose_connection_breaks_fails_with_what_came",
                Rule.NO_SILENT_END,
                "as if it were complete")
            .fails("a_plain_answer_that_is_cut_is_an_error", Rule.NO_SILENT_END, "it did not fail")
            .holds("a_clean_end_without_a_finish_is_no_end", "text_comes_whole"),
        Mutant.that("treats a clean end as complete")
            .sources(CleanEnd::new)
            .fails(
                "a_clean_end_without_a_finish_is_no_end",
                Rule.NO_SILENT_END,
                "as if it were complete")
            .holds("a_stream_that_is_cut_fails_with_what_came", "text_comes_whole"),
        Mutant.that("skips what it does not understand")
            .sources(source -> new Recovering(source, ProtocolException.class, STOP))
            .fails(
                "nonsense_in_the_stream_is_a_protocol_error",
                Rule.NO_SILENT_END,
                "as if it were complete")
            .holds("what_keeps_a_stream_alive_is_no_part_of_it", "text_comes_whole"),
        Mutant.that("decodes each piece of the network by itself")
            .texts(PieceByPiece::new)
            .fails("bytes_may_come_one_by_one", Rule.NOTHING_LOST, "the text is Gr")
            .holds("everything_may_come_at_once", "any_character_arrives_as_it_is"),
        Mutant.that("reads one line of each piece of the network")
            .texts(OneLine::new)
            .fails("everything_may_come_at_once", Rule.ONE_OUTCOME, "a healthy stream failed")
            .holds("bytes_may_come_one_by_one", "lines_may_end_with_carriage_returns"),
        Mutant.that("keeps carriage returns")
            .texts(WithReturns::new)
            .fails("lines_may_end_with_carriage_returns", Rule.ONE_OUTCOME, "healthy stream failed")
            .holds("bytes_may_come_one_by_one", "any_character_arrives_as_it_is"),
        Mutant.that("takes comments for text")
            .texts(WithComments::new)
            .fails(
                "what_keeps_a_stream_alive_is_no_part_of_it",
                Rule.NOTHING_LOST,
                "the text is still hereHel")
            .holds("text_comes_whole", "a_slow_stream_is_not_killed"),
        Mutant.that("tells another failure when it is asked again")
            .streams(Fickle::new)
            .fails(
                "nonsense_in_the_stream_is_a_protocol_error",
                Rule.ONE_OUTCOME,
                "the outcome asked again is")
            .fails(
                "a_clean_end_without_a_finish_is_no_end",
                Rule.ONE_OUTCOME,
                "the outcome asked again is")
            .holds("text_comes_whole", "too_many_requests_are_a_rate_limit"),
        Mutant.that("finishes and then fails")
            .streams(stream -> new AfterTheEnd(stream, true))
            .fails("text_comes_whole", Rule.ONE_OUTCOME, "a healthy stream failed")
            .fails(
                "a_finished_stream_gives_its_answer_again_and_no_more_events",
                Rule.ONE_OUTCOME,
                "a healthy stream failed")
            .holds("a_clean_end_without_a_finish_is_no_end", "too_many_requests_are_a_rate_limit"),
        Mutant.that("finishes twice")
            .streams(stream -> new AfterTheEnd(stream, false))
            .fails("text_comes_whole", Rule.EVENT_ORDER, "Finished")
            .fails(
                "a_finished_stream_gives_its_answer_again_and_no_more_events",
                Rule.ONE_OUTCOME,
                "the number of Finished events is 2")
            .holds("a_clean_end_without_a_finish_is_no_end", "too_many_requests_are_a_rate_limit"),
        Mutant.that("finishes and is cancelled by closing")
            .streams(Forgetful::new)
            .fails("text_comes_whole", Rule.ONE_OUTCOME, "then completion() threw")
            .holds("closing_in_the_middle_wakes_the_reader", "too_many_requests_are_a_rate_limit"),
        Mutant.that("fails and then gives an answer")
            .streams(Forgiving::new)
            .fails(
                "a_clean_end_without_a_finish_is_no_end",
                Rule.ONE_OUTCOME,
                "it did not fail, but gave")
            .fails(
                "an_error_inside_the_stream_is_that_error",
                Rule.ONE_OUTCOME,
                "it did not fail, but gave")
            .holds("text_comes_whole", "too_many_requests_are_a_rate_limit"),
        Mutant.that("drops partial()")
            .failures(e -> e.withDetails(e.details().toBuilder().partial(null).build()))
            .fails("a_clean_end_without_a_finish_is_no_end", Rule.PARTIAL_KEPT, "no partial() in")
            .fails("closing_in_the_middle_wakes_the_reader", Rule.PARTIAL_KEPT, "no partial() in")
            .holds("text_comes_whole", "too_many_requests_are_a_rate_limit"),
        Mutant.that("loses what came before a failure")
            .failures(EndMutants::withEmptyPartial)
            .fails(
                "a_stream_that_is_cut_fails_with_what_came",
                Rule.PARTIAL_KEPT,
                "partial() has \"\"")
            .fails("silence_in_the_middle_meets_its_limit", Rule.PARTIAL_KEPT, "is , not Once upon")
            .holds("text_comes_whole", "too_many_requests_are_a_rate_limit"),
        Mutant.that("waits for the end of the body")
            .sources(Patient::new)
            .fails(
                "the_last_word_ends_a_stream_though_the_connection_is_held",
                Rule.ENDS_AT_ONCE,
                "the end of the stream took longer")
            .holds("text_comes_whole", "a_clean_end_without_a_finish_is_no_end"));
  }

  private static ModelException withEmptyPartial(ModelException e) {
    return e.withDetails(
        e.details().toBuilder().partial(Completion.builder(e.model()).build()).build());
  }

  /** Makes something harmless of a failure in the middle. */
  private static final class Recovering extends PassingSource {
    private final Class<? extends ModelException> failure;
    private final @Nullable CompletionEvent instead;
    private boolean begun;

    Recovering(
        EventSource inner,
        Class<? extends ModelException> failure,
        @Nullable CompletionEvent instead) {
      super(inner);
      this.failure = failure;
      this.instead = instead;
    }

    @Override
    public @Nullable CompletionEvent next() {
      try {
        CompletionEvent event = super.next();
        begun = true;
        return event;
      } catch (ModelException e) {
        if (begun && failure.isInstance(e)) {
          return instead;
        }
        throw e;
      }
    }
  }

  private static final class CleanEnd extends PassingSource {
    CleanEnd(EventSource inner) {
      super(inner);
    }

    @Override
    public CompletionEvent next() {
      CompletionEvent event = super.next();
      return event == null ? STOP : event;
    }
  }

  private static final class Patient extends PassingSource {
    Patient(EventSource inner) {
      super(inner);
    }

    @Override
    public @Nullable CompletionEvent next() {
      CompletionEvent event = super.next();
      if (event instanceof Finished) {
        while (super.next() != null) {
          // Nothing of interest.
        }
      }
      return event;
    }
  }

  private static final class PieceByPiece extends ToyText {
    @Override
    public List<String> lines(byte[] piece) {
      return super.lines(new String(piece, UTF_8).getBytes(UTF_8));
    }
  }

  private static final class OneLine extends ToyText {
    @Override
    public List<String> lines(byte[] piece) {
      return super.lines(piece).stream().limit(1).toList();
    }
  }

  private static final class WithReturns extends ToyText {
    @Override
    protected String line(String text) {
      return text;
    }
  }

  private static final class WithComments extends ToyText {
    @Override
    protected String line(String text) {
      return super.line(text).replaceFirst("^#", "text");
    }
  }

  private static final class Fickle extends PassingStream {
    Fickle(CompletionStream inner) {
      super(inner);
    }

    @Override
    public Completion completion() {
      try {
        return super.completion();
      } catch (ModelException e) {
        throw new UnavailableException("gone", e.details(), null);
      }
    }
  }

  /** Has one more outcome. */
  private static final class AfterTheEnd extends PassingStream {
    private final boolean failing;

    AfterTheEnd(CompletionStream inner, boolean failing) {
      super(inner);
      this.failing = failing;
    }

    @Override
    public Iterator<CompletionEvent> iterator() {
      Iterator<CompletionEvent> events = super.iterator();
      return new Iterator<>() {
        private boolean more = true;

        @Override
        public boolean hasNext() {
          return events.hasNext() || more;
        }

        @Override
        public CompletionEvent next() {
          if (events.hasNext()) {
            return events.next();
          }
          more = false;
          if (failing) {
            throw new InterruptedStreamException(
                "broke after all", ErrorDetails.of(partial().model()), null);
          }
          return STOP;
        }
      };
    }
  }

  private static final class Forgetful extends PassingStream {
    private boolean closed;

    Forgetful(CompletionStream inner) {
      super(inner);
    }

    @Override
    public Completion completion() {
      if (closed) {
        throw new IllegalStateException("closed");
      }
      return super.completion();
    }

    @Override
    public void close() {
      closed = true;
      super.close();
    }
  }

  private static final class Forgiving extends PassingStream {
    Forgiving(CompletionStream inner) {
      super(inner);
    }

    @Override
    public Completion completion() {
      try {
        return super.completion();
      } catch (ModelException e) {
        return partial();
      }
    }
  }
}
