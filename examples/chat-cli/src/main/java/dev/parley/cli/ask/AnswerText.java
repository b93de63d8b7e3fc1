package dev.parley.cli.ask;

import dev.parley.cli.markdown.MarkdownStyler;
import dev.parley.cli.process.AnswerWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where the text of one answer goes: stdout, styled if a person reads it. Not thread-safe. */
final class AnswerText {
  private final AnswerWriter out;
  private final @Nullable MarkdownStyler styler;

  AnswerText(AnswerWriter out, boolean styled) {
    this.out = out;
    styler = styled ? new MarkdownStyler() : null;
  }

  void add(String text) throws IOException {
    if (styler == null) {
      out.write(text);
    } else {
      out.writeTrusted(styler.add(text));
    }
  }

  /** Shows what was held back, and ends the line. */
  void end() throws IOException {
    if (styler != null) {
      out.writeTrusted(styler.end());
    }
    out.endLine();
  }
}
