package dev.parley.cli;

import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.Failures;
import dev.parley.cli.process.UsageException;
import dev.parley.cli.setup.SecretMask;
import dev.parley.error.CancelledException;
import dev.parley.error.ModelException;
import dev.parley.error.ParleyException;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;

/** Turns whatever went wrong into one line on stderr and an exit code. */
final class FailureReport implements Failures {
  private final Diagnostics diagnostics;

  private final SecretMask mask;

  @Inject
  FailureReport(Diagnostics diagnostics, SecretMask mask) {
    this.diagnostics = diagnostics;
    this.mask = mask;
  }

  @Override
  public ExitCode of(Throwable failure, List<String> options) {
    ExitCode code = code(failure);
    boolean told = code == ExitCode.OUTPUT_CLOSED || failure instanceof CancelledException;
    if (!told) { // Whoever cancelled, or left, knows.
      diagnostics.say(sentence(failure));
    }
    return code;
  }

  private static ExitCode code(Throwable failure) {
    if (failure instanceof UsageException) {
      return ExitCode.USAGE;
    } else if (failure instanceof ParleyException known) {
      return ExitCode.of(known);
    }
    boolean nobodyReads =
        failure instanceof IOException
            && String.valueOf(failure.getMessage()).contains("Broken pipe");
    return nobodyReads ? ExitCode.OUTPUT_CLOSED : ExitCode.UNEXPECTED;
  }

  private String sentence(Throwable failure) {
    if (failure instanceof ModelException refused) {
      String said =
          refused
              .details()
              .providerMessage()
              .map(text -> "; the provider says: " + text)
              .orElse("");
      return mask.mask(refused.getMessage() + said, refused.model().provider());
    } else if (failure instanceof UsageException || failure instanceof ParleyException) {
      return mask.mask(String.valueOf(failure.getMessage()));
    } else if (failure instanceof IOException) {
      return "stdout cannot be written: " + failure.getMessage(); // Nothing else is, in the open.
    }
    return mask.mask("unexpected failure, please report it: " + failure);
  }
}
