package dev.parley.cli.ask;

import dev.parley.chat.Completion;
import dev.parley.chat.FinishReason;
import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.process.ExitCode;
import jakarta.inject.Inject;
import java.util.Optional;

/** Says what is to be known about an answer beyond its text. */
public final class AnswerNotes {
  /** Follows the model's address. */
  static final String FILTERED = ": the answer is cut off by the provider's content filter";

  private static final String GUARD = "guard";

  private final Diagnostics diagnostics;

  @Inject
  AnswerNotes(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  /** {@return how asking went, seen from the answer} */
  public ExitCode print(Completion answer) {
    answer.warnings().stream()
        .filter(each -> !each.subject().equals(GUARD)) // Those were told before it was asked.
        .forEach(each -> diagnostics.note("warning: " + each.subject() + ": " + each.message()));
    Optional<String> refusal = answer.refusal();
    if (refusal.isPresent()) {
      diagnostics.say(answer.model() + ": the model refuses: " + refusal.get());
      return ExitCode.REFUSED_REQUEST;
    }
    Optional<FinishReason.Kind> reason = answer.finishReason().map(FinishReason::kind);
    if (reason.filter(kind -> kind == FinishReason.Kind.LENGTH).isPresent()) {
      diagnostics.note(
          "the answer is cut off: the output limit or the model's context is used up;"
              + " see the setting \"max-output-tokens\"");
    } else if (reason.filter(kind -> kind == FinishReason.Kind.CONTENT_FILTER).isPresent()) {
      diagnostics.say(answer.model() + FILTERED);
      return ExitCode.FILTERED;
    } else if (answer.text().isEmpty()) {
      diagnostics.note("the answer is empty");
    }
    return ExitCode.OK;
  }
}
