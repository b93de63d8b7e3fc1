package dev.parley.tck.mutation;

import dev.parley.chat.Timeouts;
import dev.parley.chat.Usage;
import dev.parley.embedding.Embedding;
import dev.parley.embedding.EmbeddingModel;
import dev.parley.embedding.EmbeddingRequest;
import dev.parley.embedding.Embeddings;
import dev.parley.error.CancelledException;
import dev.parley.error.ErrorDetails;
import dev.parley.error.InvalidRequestException;
import dev.parley.error.ModelException;
import dev.parley.error.TransportException;
import dev.parley.error.UnavailableException;
import dev.parley.tck.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** What is wrong with vectors. */
final class EmbeddingMutants {
  private static final String KEY = "tck-key-that-nobody-may-see";
  private static final String ANSWERS = "usage_of_vectors_is_what_the_other_side_reported";
  private static final String REFUSALS = "a_refusal_of_vectors_is_the_error_that_says_what_to_do";
  private static final String SECRETS = "no_text_of_vectors_shows_a_key_or_a_text";
  private static final String ORDER = "each_text_has_its_vector_in_the_order_of_the_texts";
  private static final String MANY = "many_texts_have_all_their_vectors_and_the_sum_of_their_usage";
  private static final String SHARED = "a_model_of_vectors_is_shared_by_many_threads";
  private static final String INTERRUPTED =
      "interrupting_a_call_for_vectors_cancels_and_keeps_the_flag";
  private static final String CLOSED =
      "a_closed_model_refuses_to_make_vectors_and_may_be_closed_again";

  private EmbeddingMutants() {}

  static List<Mutant> all() {
    return List.of(
        that("gives the vectors in another order")
            .embeddings(answering(EmbeddingMutants::reversed))
            .fails(ORDER, Rule.VECTORS, "another vector for text 0")
            .holds(ANSWERS, REFUSALS),
        that("loses the texts after the first exchange")
            .embeddings(
                asking(
                    request ->
                        request.texts().size() < 1_000
                            ? request
                            : EmbeddingRequest.builder()
                                .texts(request.texts().subList(0, 1_000))
                                .build()))
            .fails(MANY, Rule.VECTORS, "the number of vectors is 1000, not 5000")
            .holds(ORDER, ANSWERS),
        that("makes one vector of texts that come twice")
            .embeddings(
                asking(
                    request ->
                        EmbeddingRequest.builder()
                            .texts(request.texts().stream().distinct().toList())
                            .build()))
            .fails(ORDER, Rule.VECTORS, "the number of vectors is 4, not 5")
            .holds(MANY, ANSWERS),
        that("tells the usage of the last exchange only")
            .embeddings(
                answering(
                    (request, answer) ->
                        edited(answer, Math.min(1_000, answer.usage().inputTokens()))))
            .fails(MANY, Rule.USAGE, "the usage of many texts is Usage[REPORTED, in 1000")
            .holds(ORDER, ANSWERS),
        that("drops the usage of vectors")
            .embeddings(
                answering((request, answer) -> Embeddings.builder(answer.vectors()).build()))
            .fails(ANSWERS, Rule.USAGE, "Usage[NONE")
            .holds(ORDER, REFUSALS),
        that("drops the length that is asked for")
            .embeddings(
                asking(request -> EmbeddingRequest.builder().texts(request.texts()).build()))
            .fails("vectors_have_the_length_that_is_asked_for", Rule.ALL_ASKED, "is 3, not 7")
            .holds(ORDER, ANSWERS),
        that("gives what it has when an exchange fails")
            .embeddings(Halved::new)
            .fails(
                "one_exchange_of_several_that_fails_fails_the_call",
                Rule.ALL_OR_NOTHING,
                "one of the exchanges failed")
            .holds(ORDER, MANY),
        that("takes vectors that are cut off for an answer")
            .embeddings(inner -> failing(inner, EmbeddingMutants::answerOfNothing))
            .fails("vectors_that_are_cut_off_are_an_error", Rule.ALL_OR_NOTHING, "it did not fail")
            .holds(ORDER, REFUSALS),
        that("knows one error of vectors only")
            .embeddings(
                inner ->
                    failing(
                        inner,
                        e -> {
                          throw new InvalidRequestException("it failed", e.details(), null);
                        }))
            .fails(REFUSALS, Rule.ERROR_TYPES, "not AuthenticationException")
            .holds(ORDER, CLOSED),
        that("drops what a refusal of vectors says beside")
            .embeddings(
                inner ->
                    failing(
                        inner,
                        e -> {
                          throw e.withDetails(ErrorDetails.of(e.model()));
                        }))
            .fails(
                "a_refusal_of_vectors_keeps_the_hint_to_wait_and_the_id_of_the_request",
                Rule.ERROR_DATA,
                "retryAfter() is Optional.empty")
            .holds(REFUSALS, ORDER),
        that("tries again for vectors by itself")
            .embeddings(Retrying::new)
            .fails(REFUSALS, Rule.SENT_ONCE, "the number of requests of one call is 2, not 1")
            .holds(ORDER, CLOSED),
        that("prints the text in its errors")
            .embeddings(Quoting::new)
            .fails(SECRETS, Rule.NO_SECRETS, "the error and its causes")
            .holds(ORDER, REFUSALS),
        that("leaves the key in the server's words on vectors")
            .embeddings(
                inner ->
                    failing(
                        inner,
                        e -> {
                          throw e.withDetails(
                              e.details().toBuilder().providerMessage("wrong: " + KEY).build());
                        }))
            .fails(SECRETS, Rule.NO_SECRETS, "providerMessage()")
            .holds(ORDER, REFUSALS),
        that("prints the key in toString() of vectors")
            .embeddings(Talkative::new)
            .fails(SECRETS, Rule.NO_SECRETS, "the model's toString()")
            .holds(ORDER, REFUSALS),
        that("has no time-outs for vectors")
            .embeddings(asking(request -> request.toBuilder().timeouts(endless()).build()))
            .fails(
                "vectors_that_do_not_begin_meet_the_limit_of_the_first_event",
                Rule.TIMEOUTS,
                "took longer")
            .fails("vectors_that_stop_meet_the_limit_of_silence", Rule.TIMEOUTS, "took longer")
            .fails("the_whole_of_vectors_is_limited", Rule.TIMEOUTS, "took longer")
            .fails(
                "a_connection_for_vectors_that_does_not_stand_meets_its_limit",
                Rule.TIMEOUTS,
                "took longer")
            .holds(ORDER, REFUSALS),
        that("swallows the interrupt flag of a call for vectors")
            .embeddings(
                inner ->
                    failing(
                        inner,
                        e -> {
                          boolean ignored = e instanceof CancelledException && Thread.interrupted();
                          throw e;
                        }))
            .fails(INTERRUPTED, Rule.INTERRUPTION, "flag is gone")
            .fails(
                "a_thread_that_is_interrupted_already_asks_for_no_vectors",
                Rule.INTERRUPTION,
                "flag is gone")
            .holds("closing_the_provider_ends_a_call_for_vectors", ORDER),
        that("does not notice interruptions of a call for vectors")
            .embeddings(Elsewhere::new)
            .fails(INTERRUPTED, Rule.INTERRUPTION, "the call went on")
            .holds(ORDER, REFUSALS),
        that("makes no vectors after a failure")
            .embeddings(Sulking::new)
            .fails("a_model_makes_vectors_after_a_failure", Rule.HEALTHY, "not again")
            .holds(ORDER, REFUSALS),
        that("calls a closed provider a broken network")
            .embeddings(
                inner ->
                    failing(
                        inner,
                        e -> {
                          boolean closed =
                              e instanceof CancelledException
                                  && !Thread.currentThread().isInterrupted();
                          throw closed ? new TransportException("it broke", e.details(), e) : e;
                        }))
            .fails(
                "closing_the_provider_ends_a_call_for_vectors", Rule.CLOSED, "TransportException")
            .holds(INTERRUPTED, ORDER),
        that("makes vectors of nothing after its provider was closed")
            .embeddings(Undead::new)
            .fails("a_closed_provider_makes_no_vectors", Rule.CLOSED, "it did not fail")
            .holds(ORDER, REFUSALS),
        that("makes vectors after it was closed")
            .embeddings(DeafToClose::new)
            .fails(CLOSED, Rule.CLOSED, "it did not fail")
            .holds(ORDER, "a_closed_provider_makes_no_vectors"),
        that("mixes the vectors of several calls")
            .embeddings(Mixing::new)
            .fails(SHARED, Rule.SHARED, "the vectors of another call")
            .holds(REFUSALS, CLOSED));
  }

  private static Mutant that(String flaw) {
    return Mutant.that(flaw);
  }

  /** Breaks what goes in. */
  private static UnaryOperator<EmbeddingModel> asking(UnaryOperator<EmbeddingRequest> broken) {
    return inner ->
        new PassingEmbeddings(inner) {
          @Override
          public Embeddings embed(EmbeddingRequest request) {
            return super.embed(broken.apply(request));
          }
        };
  }

  /** No limit at all: with the default of connecting, it is chance who gives up first. */
  private static Timeouts endless() {
    Timeouts limits = Timeouts.UNSET;
    for (Timeouts.Kind each : Timeouts.Kind.values()) {
      limits = limits.with(each, Duration.ZERO);
    }
    return limits;
  }

  /** Breaks what comes out. */
  private static UnaryOperator<EmbeddingModel> answering(
      BiFunction<EmbeddingRequest, Embeddings, Embeddings> broken) {
    return inner ->
        new PassingEmbeddings(inner) {
          @Override
          public Embeddings embed(EmbeddingRequest request) {
            return broken.apply(request, super.embed(request));
          }
        };
  }

  /** Breaks failures. */
  private static EmbeddingModel failing(
      EmbeddingModel inner, Function<ModelException, Embeddings> broken) {
    return new PassingEmbeddings(inner) {
      @Override
      public Embeddings embed(EmbeddingRequest request) {
        try {
          return super.embed(request);
        } catch (ModelException e) {
          return broken.apply(e);
        }
      }
    };
  }

  private static Embeddings reversed(EmbeddingRequest request, Embeddings answer) {
    List<Embedding> vectors = new ArrayList<>(answer.vectors());
    Collections.reverse(vectors);
    return Embeddings.builder(vectors).usage(answer.usage()).build();
  }

  private static Embeddings edited(Embeddings answer, long tokens) {
    return Embeddings.builder(answer.vectors())
        .usage(Usage.reported().input(tokens).build())
        .build();
  }

  private static Embeddings answerOfNothing(ModelException e) {
    if (e instanceof TransportException) {
      return Embeddings.builder(List.of(Embedding.of(0))).build();
    }
    throw e;
  }

  /** Asks for a thousand texts at a time, and gives up at the first failure. */
  private static final class Halved extends PassingEmbeddings {
    Halved(EmbeddingModel inner) {
      super(inner);
    }

    @Override
    public Embeddings embed(EmbeddingRequest request) {
      if (request.texts().size() < 1_000) {
        return super.embed(request);
      }
      List<Embedding> vectors = new ArrayList<>();
      Usage usage = Usage.NONE;
      for (int from = 0; from < request.texts().size(); from += 1_000) {
        List<String> texts = request.texts().subList(from, from + 1_000);
        try {
          Embeddings some = super.embed(EmbeddingRequest.builder().texts(texts).build());
          vectors.addAll(some.vectors());
          usage = usage.plus(some.usage());
        } catch (UnavailableException e) {
          break;
        }
      }
      return Embeddings.builder(vectors).usage(usage).build();
    }
  }

  private static final class Retrying extends PassingEmbeddings {
    Retrying(EmbeddingModel inner) {
      super(inner);
    }

    @Override
    public Embeddings embed(EmbeddingRequest request) {
      try {
        return super.embed(request);
      } catch (ModelException e) {
        return super.embed(request);
      }
    }
  }

  private static final class Quoting extends PassingEmbeddings {
    Quoting(EmbeddingModel inner) {
      super(inner);
    }

    @Override
    public Embeddings embed(EmbeddingRequest request) {
      try {
        return super.embed(request);
      } catch (InvalidRequestException e) {
        throw new InvalidRequestException("wrong: " + request.texts(), e.details(), e);
      }
    }
  }

  private static final class Talkative extends PassingEmbeddings {
    Talkative(EmbeddingModel inner) {
      super(inner);
    }

    @Override
    public String toString() {
      return "model with key " + KEY;
    }
  }

  private static final class Elsewhere extends PassingEmbeddings {
    Elsewhere(EmbeddingModel inner) {
      super(inner);
    }

    @Override
    public Embeddings embed(EmbeddingRequest request) {
      CompletableFuture<Embeddings> answer = new CompletableFuture<>();
      Thread thread =
          new Thread(
              () -> {
                try {
                  answer.complete(super.embed(request));
                } catch (RuntimeException e) {
                  answer.completeExceptionally(e);
                }
              });
      thread.setDaemon(true);
      thread.start();
      try {
        return answer.join();
      } catch (CompletionException e) {
        throw (RuntimeException) e.getCause();
      }
    }
  }

  private static final class Sulking extends PassingEmbeddings {
    private volatile boolean failed;

    Sulking(EmbeddingModel inner) {
      super(inner);
    }

    @Override
    public Embeddings embed(EmbeddingRequest request) {
      if (failed) {
        throw new UnavailableException("not again", ErrorDetails.of(id()), null);
      }
      try {
        return super.embed(request);
      } catch (UnavailableException e) {
        failed = true;
        throw e;
      }
    }
  }

  private static final class Undead extends PassingEmbeddings {
    Undead(EmbeddingModel inner) {
      super(inner);
    }

    @Override
    public Embeddings embed(EmbeddingRequest request) {
      try {
        return super.embed(request);
      } catch (IllegalStateException e) {
        return Embeddings.builder(List.of(Embedding.of(0))).build();
      }
    }
  }

  private static final class DeafToClose extends PassingEmbeddings {
    DeafToClose(EmbeddingModel inner) {
      super(inner);
    }

    @Override
    public void close() {}
  }

  /** Gives each call the answer of the one before. */
  private static final class Mixing extends PassingEmbeddings {
    private final AtomicReference<Embeddings> last = new AtomicReference<>();

    Mixing(EmbeddingModel inner) {
      super(inner);
    }

    @Override
    public Embeddings embed(EmbeddingRequest request) {
      Embeddings own = super.embed(request);
      return last.compareAndSet(null, own) ? own : last.get();
    }
  }
}
