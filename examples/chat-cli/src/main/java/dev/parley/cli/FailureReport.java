package dev.parley.cli;

import dev.parley.cli.process.CommandFailedException;
import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.Failures;
import dev.parley.cli.process.UsageException;
import dev.parley.cli.setup.FailureSentence;
import dev.parley.cli.setup.SecretMask;
import dev.parley.error.CancelledException;
import dev.parley.error.ModelException;
import dev.parley.error.ParleyException;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** Turns whatever went wrong into one line on stderr and an exit code. */
final class FailureReport implements Failures {
  private final Diagnostics diagnostics;

  private final SecretMask mask;
  private final FailureSentence sentences;

  @Inject
  FailureReport(Diagnostics diagnostics, SecretMask mask, FailureSentence sentences) {
    this.diagnostics = diagnostics;
    this.mask = mask;
    this.sentences = sentences;
  }

  @Override
  public ExitCode of(Throwable failure, List<String> options) {
    ExitCode code = code(failure);
    if (code == ExitCode.OUTPUT_CLOSED) {
      return code; // Whoever left knows.
    }
    if (options.contains("--debug")) {
      trace(failure);
    }
    if (options.contains("--json")) {
      diagnostics.line(FailureJson.of(failure, code, sentence(failure)));
    } else if (!(failure instanceof CancelledException)) { // So does who cancelled.
      diagnostics.say(sentence(failure));
    }
    return code;
  }

  private static ExitCode code(Throwable failure) {
    if (failure instanceof UsageException) {
      return ExitCode.USAGE;
    } else if (failure instanceof CommandFailedException failed) {
      return failed.code();
    } else if (failure instanceof ParleyException known) {
      return ExitCode.of(known);
    }
    boolean nobodyReads =
        failure instanceof IOException
            && String.valueOf(failure.getMessage()).contains("Broken pipe");
    return nobodyReads ? ExitCode.OUTPUT_CLOSED : ExitCode.UNEXPECTED;
  }

  private String sentence(Throwable failure) {
    if (failure instanceof ParleyException known) {
      return sentences.of(known);
    } else if (failure instanceof UsageException || failure instanceof CommandFailedException) {
      return mask.mask(String.valueOf(failure.getMessage()));
    } else if (failure instanceof IOException) {
      return "stdout cannot be written: " + failure.getMessage(); // Nothing else is, in the open.
    }
    return mask.mask("unexpected failure, please report it: " + failure);
  }

  /** Where the failure and what caused it come from. */
  private void trace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    String masked =
        failure instanceof ModelException refused
            ? mask.mask(text.toString(), refused.model().provider())
            : mask.mask(text.toString());
    masked.lines().forEach(diagnostics::line);
  }
}
