package dev.parley.tck.mutation;

import dev.parley.chat.ChatModel;
import dev.parley.chat.Completion;
import dev.parley.chat.FailedAttempt;
import dev.parley.error.ModelException;
import dev.parley.tck.Rule;
import java.util.List;

/** What is wrong with policies that a model is wrapped in; the kit is told of three tries. */
final class PolicyMutants {
  private static final int TRIES = 3;

  private PolicyMutants() {}

  static List<Mutant> all() {
    return List.of(
        Mutant.that("begins again after text, in policies")
            .wrapped(TRIES, AfterText::new)
            .fails(
                "a_stream_that_fails_after_text_is_not_begun_again",
                Rule.SENT_ONCE,
                "of a stream that had text is 2, not 1")
            .fails(
                "a_stream_that_is_cut_fails_with_what_came",
                Rule.SENT_ONCE,
                "the number of requests is 3, not 1")
            .fails(
                "an_error_inside_the_stream_is_that_error",
                Rule.SENT_ONCE,
                "the number of requests is 3, not 1")
            .holds("a_broken_server_is_unavailable", "text_comes_whole"),
        Mutant.that("gives the beginnings of all attempts, in policies")
            .wrapped(TRIES, ManyBeginnings::new)
            .fails(
                "a_stream_begins_once_however_often_it_was_tried",
                Rule.EVENT_ORDER,
                "the number of Started events is 3, not 1")
            .holds("a_broken_server_is_unavailable", "text_comes_whole"),
        Mutant.that("tries again what is not retryable, in policies")
            .wrapped(TRIES, WhateverItIs::new)
            .fails("a_rejected_key_is_an_authentication_error", Rule.SENT_ONCE, "is 6, not 2")
            .fails(
                "an_empty_account_is_quota_exhausted_and_never_retried",
                Rule.SENT_ONCE,
                "is 6, not 2")
            .fails(
                "the_whole_of_a_plain_call_is_limited_too",
                Rule.ERROR_DATA,
                "attempts() is 3, not 1")
            .holds("a_broken_server_is_unavailable", "text_comes_whole"),
        Mutant.that("gives up too early, in policies")
            .wrapped(TRIES, model -> new TryingModel(model, TRIES - 1))
            .fails("a_broken_server_is_unavailable", Rule.SENT_ONCE, "is 4, not 6")
            .fails(
                "a_plain_answer_that_does_not_begin_meets_the_limit_of_the_first_event",
                Rule.ERROR_DATA,
                "attempts() is 2, not 3")
            .holds("a_rejected_key_is_an_authentication_error", "text_comes_whole"),
        Mutant.that("does not count its attempts, in policies")
            .wrapped(TRIES, Uncounted::new)
            .fails("a_broken_server_is_unavailable", Rule.ERROR_DATA, "attempts() is 1, not 3")
            .fails(
                "a_connection_that_does_not_stand_meets_its_limit",
                Rule.ERROR_DATA,
                "attempts() is 1, not 3")
            .holds("a_rejected_key_is_an_authentication_error", "text_comes_whole"),
        Mutant.that("hides in an answer what failed before it, in policies")
            .wrapped(TRIES, Silent::new)
            .fails(
                "an_answer_tells_of_the_attempts_that_failed_before_it",
                Rule.ERROR_DATA,
                "failedAttempts() is []")
            .holds("a_broken_server_is_unavailable", "text_comes_whole"));
  }

  private static final class AfterText extends TryingModel {
    AfterText(ChatModel inner) {
      super(inner, TRIES);
    }

    @Override
    boolean again(ModelException failure, boolean visible) {
      return super.again(failure, false);
    }
  }

  private static final class ManyBeginnings extends TryingModel {
    ManyBeginnings(ChatModel inner) {
      super(inner, TRIES);
    }

    @Override
    boolean beginsAgain() {
      return true;
    }
  }

  private static final class WhateverItIs extends TryingModel {
    WhateverItIs(ChatModel inner) {
      super(inner, TRIES);
    }

    @Override
    boolean again(ModelException failure, boolean visible) {
      return !visible;
    }
  }

  private static final class Uncounted extends TryingModel {
    Uncounted(ChatModel inner) {
      super(inner, TRIES);
    }

    @Override
    ModelException told(ModelException last, int attempts) {
      return last;
    }
  }

  private static final class Silent extends TryingModel {
    Silent(ChatModel inner) {
      super(inner, TRIES);
    }

    @Override
    Completion told(Completion answer, List<FailedAttempt> failed) {
      return answer;
    }
  }
}
