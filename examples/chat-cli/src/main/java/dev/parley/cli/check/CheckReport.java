package dev.parley.cli.check;

import dev.parley.cli.process.AnswerWriter;
import dev.parley.cli.process.ControlCharacters;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.Surroundings;
import dev.parley.cli.setup.FailureSentence;
import dev.parley.error.ParleyException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Prints a line for each thing that is checked, and remembers how the first bad one ends. */
@Singleton
final class CheckReport {
  private final AnswerWriter out;
  private final FailureSentence sentences;
  private final boolean signs;
  private final Set<String> told = new HashSet<>();
  private ExitCode code = ExitCode.OK;

  @Inject
  CheckReport(AnswerWriter out, FailureSentence sentences, Surroundings surroundings) {
    this.out = out;
    this.sentences = sentences;
    signs = surroundings.outIsTerminal() && isUtf8(surroundings.environment());
  }

  /** The first of these that is set says it, as for all programs. */
  private static boolean isUtf8(Map<String, String> environment) {
    for (String variable : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
      String set = environment.getOrDefault(variable, "");
      if (!set.isEmpty()) {
        String lower = set.toLowerCase(Locale.ROOT);
        return lower.contains("utf-8") || lower.contains("utf8");
      }
    }
    return false;
  }

  /** Something is well. */
  void good(String subject, String text) throws IOException {
    line(signs ? "✓" : "ok  ", subject, text);
  }

  /** Something is worth knowing, and not wrong. */
  void note(String subject, String text) throws IOException {
    line(signs ? "-" : "note", subject, text);
  }

  /** Something is wrong. */
  void bad(String subject, ParleyException failure) throws IOException {
    bad(subject, sentences.of(failure), ExitCode.of(failure));
  }

  /** Something is wrong; the text says what to do. */
  void bad(String subject, String text, ExitCode ends) throws IOException {
    if (told.add(text)) { // A wrong setting may stand in the way of several things.
      line(signs ? "✗" : "FAIL", subject, text);
    }
    code = code == ExitCode.OK ? ends : code;
  }

  private void line(String sign, String subject, String text) throws IOException {
    out.write(sign + " " + ControlCharacters.oneLine(subject + ": " + text) + "\n");
  }

  /** {@return how the first thing ends that is wrong} */
  ExitCode code() {
    return code;
  }
}
