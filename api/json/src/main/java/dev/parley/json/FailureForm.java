package dev.parley.json;

import dev.parley.error.ErrorDetails;
import dev.parley.error.ModelException;
import dev.parley.error.ProtocolException;

/**
 * A failed call: its type, its data, and what only errors of the type have. One of a type that this
 * version does not know is read as a {@link ProtocolException}, which is not tried again.
 */
final class FailureForm {
  private FailureForm() {}

  static void fields(JsonWriter out, ModelException failure) {
    out.wordOrUnknown("type", FailureType.of(failure), FailureType.PROTOCOL);
    out.text("problem", failure.problem());
    details(out, failure.details());
    FailureType.fields(out, failure);
  }

  private static void details(JsonWriter out, ErrorDetails details) {
    out.text("model", details.model().toString());
    out.number("status", details.status());
    out.text("requestId", details.requestId());
    out.text("code", details.code());
    out.text("providerMessage", details.providerMessage());
    out.truth("retryable", details.retryable());
    out.duration("retryAfter", details.retryAfter());
    RateLimitForm.write(out, details.rateLimits());
    out.number("attempts", details.attempts());
    out.one("partial", details.partial(), partial -> CompletionForm.write(out, partial));
  }

  static ModelException read(JsonObject in) {
    String problem = in.text("problem");
    ErrorDetails details = readDetails(in);
    return in.word("type", FailureType.class)
        .flatMap(type -> type.make(in, problem, details))
        .orElseGet(
            () -> {
              in.leave("type");
              return new ProtocolException(problem, details, null);
            });
  }

  private static ErrorDetails readDetails(JsonObject in) {
    ErrorDetails.Builder details = ErrorDetails.builder(CompletionForm.model(in));
    in.optionalNumber("status", Integer::valueOf).ifPresent(details::status);
    in.optionalText("requestId").ifPresent(details::requestId);
    in.optionalText("code").ifPresent(details::code);
    in.optionalText("providerMessage").ifPresent(details::providerMessage);
    in.optionalFlag("retryable").ifPresent(details::retryable);
    in.optionalDuration("retryAfter").ifPresent(details::retryAfter);
    details.rateLimits(RateLimitForm.read(in));
    in.optionalNumber("attempts", Integer::valueOf).ifPresent(details::attempts);
    in.object("partial").map(CompletionForm::read).ifPresent(details::partial);
    return details.build();
  }
}
