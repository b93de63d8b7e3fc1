package dev.parley.cli.check;

import dev.parley.error.ModelException;
import dev.parley.error.ParleyException;

/** Says on one line what went wrong, with what the provider says of it. */
public final class FailureSentence {
  private FailureSentence() {}

  /** {@return the sentence} Secrets are still to be masked. */
  public static String of(ParleyException failure) {
    String said =
        failure instanceof ModelException refused
            ? refused
                .details()
                .providerMessage()
                .map(text -> "; the provider says: " + text)
                .orElse("")
            : "";
    return failure.getMessage() + said;
  }
}
