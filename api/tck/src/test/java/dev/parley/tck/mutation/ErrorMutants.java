package dev.parley.tck.mutation;

import dev.parley.chat.Capabilities;
import dev.parley.chat.Capabilities.Support;
import dev.parley.chat.Capability;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.CompletionStream;
import dev.parley.error.AuthenticationException;
import dev.parley.error.ErrorDetails;
import dev.parley.error.InterruptedStreamException;
import dev.parley.error.InvalidRequestException;
import dev.parley.error.ModelException;
import dev.parley.error.ParleyException;
import dev.parley.error.QuotaExhaustedException;
import dev.parley.error.RateLimitedException;
import dev.parley.error.TimedOutException;
import dev.parley.error.UnavailableException;
import dev.parley.error.UnsupportedFeatureException;
import dev.parley.tck.Rule;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;

/** What is wrong with errors and with what is refused. */
final class ErrorMutants {
  /** What the kit sets as the key. */
  private static final String KEY = "tck-key-that-nobody-may-see";

  private ErrorMutants() {}

  static List<Mutant> all() {
    return List.of(
        Mutant.that("prints the key in its errors")
            .failures(ErrorMutants::withKey)
            .fails("no_text_shows_a_key_or_a_prompt", Rule.NO_SECRETS, "the error and its causes")
            .holds("a_rejected_key_is_an_authentication_error", "a_wrong_request_is_invalid"),
        Mutant.that("quotes what it is told inside a stream")
            .failures(ErrorMutants::quotingStream)
            .fails(
                "no_text_of_a_failed_stream_shows_a_key_or_a_prompt",
                Rule.NO_SECRETS,
                "the error and its causes")
            .holds(
                "no_text_shows_a_key_or_a_prompt",
                "no_text_of_a_stream_that_is_cut_shows_a_key_or_a_prompt"),
        Mutant.that("prints the key in the causes of broken connections")
            .failures(ErrorMutants::withKeyInCause)
            .fails(
                "no_text_of_a_stream_that_is_cut_shows_a_key_or_a_prompt",
                Rule.NO_SECRETS,
                "the error and its causes")
            .holds(
                "no_text_shows_a_key_or_a_prompt",
                "no_text_of_a_failed_stream_shows_a_key_or_a_prompt"),
        Mutant.that("leaves the key in the server's words")
            .failures(e -> e.withDetails(edit(e).providerMessage("wrong: " + KEY).build()))
            .fails("no_text_shows_a_key_or_a_prompt", Rule.NO_SECRETS, "providerMessage()")
            .holds("a_rejected_key_is_an_authentication_error", "a_wrong_request_is_invalid"),
        Mutant.that("prints the key in toString()")
            .models(Talkative::new)
            .fails("no_text_shows_a_key_or_a_prompt", Rule.NO_SECRETS, "the model's toString()")
            .holds("a_rejected_key_is_an_authentication_error", "text_comes_whole"),
        Mutant.that("quotes the server's words, which quote the prompt")
            .failures(ErrorMutants::quoting)
            .fails("no_text_shows_a_key_or_a_prompt", Rule.NO_SECRETS, "the error and its causes")
            .holds("a_rejected_key_is_an_authentication_error", "a_wrong_request_is_invalid"),
        Mutant.that("says that trying again helps when it does not")
            .failures(e -> e.withDetails(edit(e).retryable(true).build()))
            .fails(
                "a_rejected_key_is_an_authentication_error",
                Rule.ERROR_TYPES,
                "retryable() of dev.parley.error.AuthenticationException")
            .holds("too_many_requests_are_a_rate_limit", "a_hint_to_wait_is_kept_as_data"),
        Mutant.that("says that trying again is of no use when it helps")
            .failures(e -> e.withDetails(edit(e).retryable(false).build()))
            .fails(
                "too_many_requests_are_a_rate_limit",
                Rule.ERROR_TYPES,
                "retryable() of dev.parley.error.RateLimitedException")
            .holds("a_wrong_request_is_invalid", "a_hint_to_wait_is_kept_as_data"),
        Mutant.that("drops the hint to wait")
            .failures(e -> e.withDetails(edit(e).retryAfter(null).build()))
            .fails("a_hint_to_wait_is_kept_as_data", Rule.ERROR_DATA, "retryAfter()")
            .holds("the_id_of_the_request_is_kept_as_data", "a_wrong_request_is_invalid"),
        Mutant.that("drops the id of the request in plain calls")
            .models(Anonymous::new)
            .fails("the_id_of_the_request_is_kept_as_data", Rule.ERROR_DATA, "requestId()")
            .holds("a_hint_to_wait_is_kept_as_data", "a_wrong_request_is_invalid"),
        Mutant.that("knows one error only")
            .failures(e -> new InvalidRequestException("it failed", e.details(), null))
            .fails("a_broken_server_is_unavailable", Rule.ERROR_TYPES, "not UnavailableException")
            .fails("an_unknown_model_is_not_found", Rule.ERROR_TYPES, "not NotFoundException")
            .fails("a_missing_permission_is_that_error", Rule.ERROR_TYPES, "not Permission")
            .fails("a_request_that_does_not_fit_is_too_long", Rule.ERROR_TYPES, "not ContextTooLon")
            .fails("a_filtered_request_is_that_error", Rule.ERROR_TYPES, "not ContentFiltered")
            .fails("an_overloaded_server_is_unavailable", Rule.ERROR_TYPES, "not Unavailable")
            .holds("a_wrong_request_is_invalid", "text_comes_whole"),
        Mutant.that("takes wrong requests for a fault of the server's")
            .failures(e -> e instanceof InvalidRequestException ? unavailable(e) : e)
            .fails("a_wrong_request_is_invalid", Rule.ERROR_TYPES, "not InvalidRequestException")
            .holds("a_broken_server_is_unavailable", "text_comes_whole"),
        Mutant.that("takes an empty account for a rate limit")
            .failures(
                e ->
                    e instanceof QuotaExhaustedException
                        ? new RateLimitedException("wait", e.details(), null)
                        : e)
            .fails(
                "an_empty_account_is_quota_exhausted_and_never_retried",
                Rule.ERROR_TYPES,
                "not QuotaExhaustedException")
            .holds("too_many_requests_are_a_rate_limit", "text_comes_whole"),
        Mutant.that("drops the status")
            .failures(ErrorMutants::withoutStatus)
            .fails(
                "a_broken_server_is_unavailable",
                Rule.ERROR_DATA,
                "status() is OptionalInt.empty, not OptionalInt[500]")
            .holds("a_wrong_request_is_invalid", "too_many_requests_are_a_rate_limit"),
        Mutant.that("tries again by itself")
            .models(model -> new Retrying(model, UnavailableException.class))
            .fails("a_broken_server_is_unavailable", Rule.SENT_ONCE, "of two calls is 5, not 2")
            .holds("a_wrong_request_is_invalid", "text_comes_whole"),
        Mutant.that("tries again after a time-out")
            .models(model -> new Retrying(model, TimedOutException.class))
            .fails(
                "the_whole_of_a_plain_call_is_limited_too", Rule.SENT_ONCE, "requests of one call")
            .holds("a_broken_server_is_unavailable", "silence_in_the_middle_meets_its_limit"),
        Mutant.that("sends what it cannot do")
            .models(model -> new Claiming(model))
            .fails("capabilities_are_kept", Rule.CAPABILITIES, "it did not fail")
            .holds("text_comes_whole", "a_wrong_request_is_invalid"),
        Mutant.that("refuses what it does not know")
            .models(Timid::new)
            .fails(
                "capabilities_are_kept",
                Rule.CAPABILITIES,
                "is UNKNOWN, and a request that needs it failed")
            .holds("text_comes_whole", "several_tool_calls_keep_their_order"),
        Mutant.that("refuses after sending")
            .models(TooLate::new)
            .fails("capabilities_are_kept", Rule.CAPABILITIES, "the number of requests")
            .holds("text_comes_whole", "a_wrong_request_is_invalid"),
        Mutant.that("drops a preference in silence")
            .events(
                () ->
                    event ->
                        List.of(
                            event instanceof Started started
                                ? new Started(started.id(), started.model(), List.of())
                                : event))
            .fails("capabilities_are_kept", Rule.CAPABILITIES, "warns of REASONING_EFFORT")
            .holds("text_comes_whole", "a_wrong_request_is_invalid"),
        Mutant.that("drops a preference of plain calls in silence")
            .models(Silent::new)
            .fails("capabilities_are_kept", Rule.CAPABILITIES, "warns of REASONING_EFFORT")
            .holds("text_comes_whole", "a_wrong_request_is_invalid"));
  }

  private static ErrorDetails.Builder edit(ModelException e) {
    return e.details().toBuilder();
  }

  private static ModelException unavailable(ModelException e) {
    return new UnavailableException("it failed", e.details(), null);
  }

  private static ModelException withoutStatus(ModelException e) {
    return e instanceof UnavailableException
        ? new UnavailableException("it failed", ErrorDetails.of(e.model()), null)
        : e;
  }

  private static ModelException withKey(ModelException e) {
    return e instanceof AuthenticationException
        ? new AuthenticationException("the key " + KEY + " is wrong", e.details(), null)
        : e;
  }

  private static ModelException withKeyInCause(ModelException e) {
    if (e instanceof InterruptedStreamException) {
      e.addSuppressed(new IllegalStateException("sent X-Key: " + KEY));
    }
    return e;
  }

  private static ModelException quoting(ModelException e) {
    return e instanceof InvalidRequestException
        ? new InvalidRequestException(
            e.details().providerMessage().orElse("wrong"), e.details(), null)
        : e;
  }

  private static ModelException quotingStream(ModelException e) {
    return e instanceof UnavailableException && e.status().isEmpty()
        ? new UnavailableException(e.details().providerMessage().orElse(""), e.details(), null)
        : e;
  }

  private static final class Talkative extends EditedModel {
    Talkative(ChatModel inner) {
      super(inner, UnaryOperator.identity(), UnaryOperator.identity());
    }

    @Override
    public String toString() {
      return "model with key " + KEY;
    }
  }

  private static final class Anonymous extends EditedModel {
    Anonymous(ChatModel inner) {
      super(inner, UnaryOperator.identity(), UnaryOperator.identity());
    }

    @Override
    public Completion complete(ChatRequest request) {
      try {
        return super.complete(request);
      } catch (ModelException e) {
        throw e.withDetails(edit(e).requestId(null).build());
      }
    }
  }

  private static final class Silent extends EditedModel {
    Silent(ChatModel inner) {
      super(inner, UnaryOperator.identity(), UnaryOperator.identity());
    }

    @Override
    public Completion complete(ChatRequest request) {
      return super.complete(request).toBuilder().warnings(List.of()).build();
    }
  }

  private static final class Retrying extends EditedModel {
    private final Class<? extends ParleyException> after;

    Retrying(ChatModel inner, Class<? extends ParleyException> after) {
      super(inner, UnaryOperator.identity(), UnaryOperator.identity());
      this.after = after;
    }

    @Override
    public Completion complete(ChatRequest request) {
      for (int i = 0; i < 3; i++) {
        try {
          return super.complete(request);
        } catch (ParleyException e) {
          if (!after.isInstance(e)) {
            throw e;
          }
        }
      }
      return super.complete(request);
    }
  }

  private static final class Claiming extends EditedModel {
    Claiming(ChatModel inner) {
      super(inner, UnaryOperator.identity(), UnaryOperator.identity());
    }

    @Override
    public Capabilities capabilities() {
      return super.capabilities().with(Capability.TOOLS, Support.NO);
    }
  }

  private static UnsupportedFeatureException refusing(ChatModel model, Capability capability) {
    return new UnsupportedFeatureException(
        "the model does not do that", ErrorDetails.of(model.id()), capability, null);
  }

  private static final class Timid extends EditedModel {
    Timid(ChatModel inner) {
      super(inner, UnaryOperator.identity(), UnaryOperator.identity());
    }

    @Override
    public CompletionStream stream(ChatRequest request) {
      CompletionStream stream = super.stream(request);
      if (request.responseFormat().isEmpty()) {
        return stream;
      }
      return new PassingStream(stream) {
        @Override
        public Iterator<CompletionEvent> iterator() {
          throw refusing(inner(), Capability.JSON_SCHEMA);
        }
      };
    }
  }

  private static final class TooLate extends EditedModel {
    TooLate(ChatModel inner) {
      super(inner, UnaryOperator.identity(), UnaryOperator.identity());
    }

    @Override
    public Completion complete(ChatRequest request) {
      if (request.topLogprobs().isPresent()) {
        super.complete(ChatRequest.of("what is left of it"));
        throw refusing(inner(), Capability.LOGPROBS);
      }
      return super.complete(request);
    }
  }
}
