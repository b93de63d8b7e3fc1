package dev.parley.json;

import dev.parley.chat.Completion;
import dev.parley.chat.FailedAttempt;
import dev.parley.chat.FinishReason;
import dev.parley.chat.ModelId;
import dev.parley.chat.Usage;
import dev.parley.chat.Warning;
import java.util.List;
import java.util.Optional;

/** A whole answer, or what came of one. */
final class CompletionForm {
  private CompletionForm() {}

  static void write(JsonWriter out, Completion completion) {
    out.own(completion.extras(), () -> fields(out, completion));
  }

  private static void fields(JsonWriter out, Completion completion) {
    out.text("model", completion.model().toString());
    out.textUnlessEmpty("id", completion.id());
    out.textUnlessEmpty("answeredBy", completion.answeredBy());
    out.one(
        "message", Optional.of(completion.message()), message -> MessageForm.write(out, message));
    finishReason(out, "finishReason", completion.finishReason());
    Usage usage = completion.usage();
    out.object("usage", usage.equals(Usage.NONE), () -> UsageForm.fields(out, usage));
    warnings(out, completion.warnings());
    out.list("annotations", completion.annotations(), a -> EventForm.annotation(out, a));
    LogprobForm.write(out, "logprobs", completion.logprobs());
    LogprobForm.write(out, "refusalLogprobs", completion.refusalLogprobs());
    out.text("requestId", completion.requestId());
    RateLimitForm.write(out, completion.rateLimits());
    out.texts("providerFields", completion.providerFields());
    out.text("rawJson", completion.rawJson());
    out.list("failedAttempts", completion.failedAttempts(), a -> out.object(() -> attempt(out, a)));
  }

  static void finishReason(JsonWriter out, String name, Optional<FinishReason> reason) {
    out.one(
        name,
        reason,
        r ->
            out.object(
                () -> {
                  out.wordOrUnknown("kind", r.kind(), FinishReason.Kind.OTHER);
                  out.textUnlessEmpty("raw", r.raw());
                }));
  }

  static void warnings(JsonWriter out, List<Warning> warnings) {
    out.list(
        "warnings",
        warnings,
        warning ->
            out.object(
                () -> {
                  out.text("subject", warning.subject());
                  out.text("message", warning.message());
                }));
  }

  private static void attempt(JsonWriter out, FailedAttempt attempt) {
    out.object("failure", () -> FailureForm.fields(out, attempt.failure()));
    out.text("took", attempt.took().toString());
  }

  static Completion read(JsonObject in) {
    Completion.Builder completion = Completion.builder(model(in));
    in.optionalText("id").ifPresent(completion::id);
    in.optionalText("answeredBy").ifPresent(completion::answeredBy);
    completion.message(in.object("message", MessageForm::readAssistant));
    in.object("finishReason")
        .map(CompletionForm::readFinishReason)
        .ifPresent(completion::finishReason);
    in.object("usage").map(UsageForm::read).ifPresent(completion::usage);
    completion.warnings(readWarnings(in));
    completion.annotations(in.list("annotations", EventForm::readAnnotation));
    completion.logprobs(LogprobForm.read(in, "logprobs"));
    completion.refusalLogprobs(LogprobForm.read(in, "refusalLogprobs"));
    completion.requestId(in.optionalText("requestId").orElse(null));
    completion.rateLimits(RateLimitForm.read(in));
    completion.providerFields(in.textsByName("providerFields"));
    completion.rawJson(in.optionalText("rawJson").orElse(null));
    completion.failedAttempts(in.list("failedAttempts", CompletionForm::readAttempt));
    return completion.extras(in.extras()).build();
  }

  /** The address, split at its first colon and otherwise as it is. */
  static ModelId model(JsonObject in) {
    return in.text(
        "model",
        address -> {
          int colon = address.indexOf(':');
          if (colon < 0) {
            throw new IllegalArgumentException("A model has no provider");
          }
          return new ModelId(address.substring(0, colon), address.substring(colon + 1));
        });
  }

  static FinishReason readFinishReason(JsonObject in) {
    return new FinishReason(
        in.word("kind", FinishReason.Kind.class).orElse(FinishReason.Kind.OTHER),
        in.optionalText("raw").orElse(""));
  }

  static List<Warning> readWarnings(JsonObject in) {
    return in.list(
        "warnings",
        warning -> {
          String subject = warning.text("subject");
          String message = warning.text("message");
          return warning.made(() -> new Warning(subject, message));
        });
  }

  private static FailedAttempt readAttempt(JsonObject in) {
    return new FailedAttempt(in.object("failure", FailureForm::read), in.duration("took"));
  }
}
