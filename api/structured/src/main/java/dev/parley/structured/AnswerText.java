package dev.parley.structured;

import dev.parley.chat.Completion;
import dev.parley.chat.FinishReason;
import dev.parley.error.ErrorDetails;
import dev.parley.error.InvalidAnswerException;
import dev.parley.error.InvalidAnswerException.Fault;
import dev.parley.error.UnreadableDataException.Kind;
import org.jspecify.annotations.Nullable;

/** The text of an answer, which should be JSON. */
record AnswerText(Completion answer) {

  <T> T read(JsonType<T> type) {
    InvalidAnswerException none = none();
    if (none != null) {
      throw none;
    }
    try {
      return type.readFitting(answer.text());
    } catch (Misfit e) {
      throw invalid(type, e);
    }
  }

  /**
   * {@return why this is no answer, if it is none} Words beside calls are no answer either: the
   * calls are still to be answered, before anything else can be said to the model.
   */
  @Nullable InvalidAnswerException none() {
    if (!answer.toolCalls().isEmpty()) {
      return error(
          "the model called tools instead of answering; run them by a ToolLoop whose request has"
              + " this format, and read its last answer",
          Fault.TOOL_CALLS);
    }
    if (answer.refusal().isPresent()) {
      return error("the model refused; its words are the refusal of partial()", Fault.REFUSED);
    }
    if (!answer.text().isBlank()) {
      return null;
    }
    return isCutOff()
        ? cutOff("")
        : error("the answer is empty; does the model take JSON schemas?", Fault.EMPTY);
  }

  InvalidAnswerException invalid(JsonType<?> type, Misfit misfit) {
    // What is cut off may still be whole: then it fits.
    if (isCutOff() && misfit.kind() == Kind.MALFORMED) {
      return cutOff(misfit.path());
    }
    return new InvalidAnswerException(
        "the answer does not fit "
            + type.name()
            + ", "
            + (misfit.path().isEmpty() ? misfit.problem() : misfit.placed())
            + "; text() has it, and Structured.Builder.repair() has the model correct such",
        details(),
        switch (misfit.kind()) {
          case MALFORMED -> Fault.MALFORMED;
          case TOO_LARGE -> Fault.TOO_LARGE;
          case WRONG_FORM, NEWER_VERSION -> Fault.WRONG_FORM;
        },
        misfit.path(),
        misfit.getCause());
  }

  private boolean isCutOff() {
    FinishReason reason = answer.finishReason().orElse(null);
    return reason == null
        || reason.kind() == FinishReason.Kind.LENGTH
        || reason.kind() == FinishReason.Kind.CONTENT_FILTER;
  }

  private InvalidAnswerException cutOff(String path) {
    return new InvalidAnswerException(
        "the answer was cut off ("
            + answer.finishReason().map(reason -> reason.kind().name()).orElse("it never ended")
            + "); allow more output tokens, or ask for less",
        details(),
        Fault.CUT_OFF,
        path,
        null);
  }

  private InvalidAnswerException error(String problem, Fault fault) {
    return new InvalidAnswerException(problem, details(), fault, "", null);
  }

  private ErrorDetails details() {
    return ErrorDetails.builder(answer.model())
        .requestId(answer.requestId().orElse(null))
        .partial(answer)
        .build();
  }
}
