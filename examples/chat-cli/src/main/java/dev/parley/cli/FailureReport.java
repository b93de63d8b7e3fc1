package dev.parley.cli;

import dev.parley.chat.Timeouts;
import dev.parley.cli.process.CommandFailedException;
import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.Failures;
import dev.parley.cli.process.UsageException;
import dev.parley.cli.setup.SecretMask;
import dev.parley.error.CancelledException;
import dev.parley.error.InterruptedStreamException;
import dev.parley.error.ModelException;
import dev.parley.error.ParleyException;
import dev.parley.error.TimedOutException;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
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
    if (code == ExitCode.OUTPUT_CLOSED) {
      return code; // Whoever left knows.
    }
    if (options.contains("--debug")) {
      trace(failure);
    }
    if (options.contains("--json")) {
      diagnostics.line(FailureJson.of(failure, code, sentence(failure, options)));
    } else if (!(failure instanceof CancelledException)) { // So does who cancelled.
      diagnostics.say(sentence(failure, options));
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
    boolean nobodyReads = failure instanceof IOException output && BrokenPipe.is(output);
    return nobodyReads ? ExitCode.OUTPUT_CLOSED : ExitCode.UNEXPECTED;
  }

  private String sentence(Throwable failure, List<String> options) {
    if (failure instanceof ModelException refused) {
      String said =
          refused
              .details()
              .providerMessage()
              .map(text -> "; the provider says: " + text)
              .orElse("");
      return mask.mask(words(refused, options) + said, refused.model().provider());
    } else if (failure instanceof UsageException
        || failure instanceof CommandFailedException
        || failure instanceof ParleyException) {
      return mask.mask(String.valueOf(failure.getMessage()));
    } else if (failure instanceof IOException) {
      return "stdout cannot be written: " + failure.getMessage(); // Nothing else is, in the open.
    }
    return mask.mask("unexpected failure, please report it: " + failure);
  }

  /** In a library's words there are methods and requests, of which nobody knows here. */
  private static String words(ModelException failure, List<String> options) {
    String words = String.valueOf(failure.getMessage());
    if (failure instanceof InterruptedStreamException) {
      return words.replace("what came is in partial()", "what came is on stdout");
    } else if (failure instanceof TimedOutException late) {
      boolean typed =
          late.timeout() == Timeouts.Kind.WHOLE
              && options.stream().anyMatch(option -> option.startsWith("--timeout"));
      return words
          .replace(" or the request's time-out", "")
          .replace(typed ? "setting \"timeout.whole\"" : "", typed ? "--timeout" : "");
    }
    return words;
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
