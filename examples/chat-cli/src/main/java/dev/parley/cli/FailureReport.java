package dev.parley.cli;

import dev.parley.chat.Timeouts;
import dev.parley.cli.process.CommandFailedException;
import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.Failures;
import dev.parley.cli.process.UsageException;
import dev.parley.cli.setup.FailureSentence;
import dev.parley.cli.setup.SecretMask;
import dev.parley.error.CancelledException;
import dev.parley.error.InterruptedStreamException;
import dev.parley.error.ModelException;
import dev.parley.error.ParleyException;
import dev.parley.error.SensitiveDataException;
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
    if (failure instanceof ParleyException known) {
      return inWordsOfTheTool(known, sentences.of(known), options);
    } else if (failure instanceof UsageException || failure instanceof CommandFailedException) {
      return mask.mask(String.valueOf(failure.getMessage()));
    } else if (failure instanceof IOException) {
      return "stdout cannot be written: " + failure.getMessage(); // Nothing else is, in the open.
    }
    return mask.mask("unexpected failure, please report it: " + failure);
  }

  /** The library speaks to programmers. */
  private static String inWordsOfTheTool(
      ParleyException failure, String sentence, List<String> options) {
    if (failure instanceof InterruptedStreamException) {
      return sentence.replace("what came is in partial()", "what came is on stdout");
    } else if (failure instanceof SensitiveDataException) {
      return sentence.replace("let the guard redact it", "let --guard redact do so");
    } else if (failure instanceof TimedOutException late) {
      String setting = sentence.replace(" or the request's time-out", "");
      boolean typed =
          late.timeout() == Timeouts.Kind.WHOLE
              && options.stream().anyMatch(option -> option.startsWith("--timeout"));
      return typed ? setting.replace("setting \"timeout.whole\"", "--timeout") : setting;
    }
    return sentence;
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
