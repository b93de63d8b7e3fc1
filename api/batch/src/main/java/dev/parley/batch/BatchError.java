package dev.parley.batch;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Why a row has no answer. Holds neither a prompt nor a key.
 *
 * @param kind one word: the error's type without {@code Exception}, in small letters with {@code _}
 *     between words, such as {@code rate_limited}; {@code offline} for a server that may not be
 *     asked offline, {@code refusal} for an answer by which the model refuses, {@code row} for an
 *     invalid row, {@code duplicate_id}, {@code changed_row}, {@code other_model}
 * @param message what, where and what next
 * @param status the HTTP status, where there was one
 * @param requestId the provider's id of the request, where it gave one
 */
public record BatchError(
    String kind, String message, OptionalInt status, Optional<String> requestId) {
  /** Refuses nulls. */
  public BatchError {
    requireNonNull(kind, "kind");
    requireNonNull(message, "message");
    requireNonNull(status, "status");
    requireNonNull(requestId, "requestId");
  }

  static BatchError of(String kind, String message) {
    return new BatchError(kind, message, OptionalInt.empty(), Optional.empty());
  }
}
