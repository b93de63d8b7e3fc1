package dev.parley.cli.markdown;

import dev.parley.cli.markdown.LineBeginning.Kind;
import dev.parley.cli.process.ControlCharacters;
import org.jspecify.annotations.Nullable;

/**
 * Styles Markdown for a terminal while it comes. Headings, emphasis and code lose their marks;
 * everything else is there in its order, so that nothing is lost where a text is no Markdown. It
 * waits for the end of a mark or a short construct, never for more. How the text is cut makes no
 * difference. Control characters other than line ends and tabs are left out. Not thread-safe.
 */
public final class MarkdownStyler {
  private final StyledText out = new StyledText();
  private final StringBuilder beginning = new StringBuilder();
  private @Nullable InlineStyler inline;
  private @Nullable Fence fence;
  private boolean codeLine;
  private boolean quoted;

  /** {@return what can be shown now that {@code text} has come} */
  public String add(String text) {
    String harmless = ControlCharacters.harmless(text);
    for (int i = 0; i < harmless.length(); i++) {
      add(harmless.charAt(i));
    }
    return out.take();
  }

  /** {@return what was held back} Nothing comes any more. */
  public String end() {
    endOfLine();
    out.switchTo(Style.NONE);
    return out.take();
  }

  private void add(char c) {
    if (c == '\n') {
      endOfLine();
      out.endLine();
      quoted = false;
      codeLine = false;
    } else if (inline != null) {
      inline.add(c);
    } else if (codeLine) {
      out.add(c, Style.NONE.asCode());
    } else {
      beginning.append(c);
      begin(false);
    }
  }

  private void endOfLine() {
    if (beginning.length() > 0) {
      begin(true);
    }
    if (inline != null) {
      inline.end();
      inline = null;
    }
  }

  /** Writes the beginning of the line, once it is known what it is. */
  private void begin(boolean ended) {
    if (fence != null) {
      beginOfCode(fence, ended);
      return;
    }
    LineBeginning found = LineBeginning.of(beginning, ended);
    String rest = beginning.substring(found.length());
    String marks = beginning.substring(0, found.length());
    if (found.kind() == Kind.UNDECIDED) {
      return;
    }
    beginning.setLength(0);
    switch (found.kind()) {
      case QUOTE -> {
        out.add(marks, Style.NONE.dimmer());
        quoted = true; // What is behind it begins as a line does.
      }
      case ITEM -> {
        out.add(marks, Style.NONE.asCode());
        inline(Style.NONE, rest);
      }
      case HEADING -> {
        out.add(marks.substring(0, Fence.indentation(marks)), Style.NONE);
        inline(Style.NONE.bolder(), rest);
      }
      case RULE -> out.add(marks, Style.NONE.dimmer());
      case FENCE -> {
        out.add(marks, Style.NONE.dimmer());
        if (!quoted) {
          int start = Fence.indentation(marks);
          fence = new Fence(marks.charAt(start), run(marks, start));
        }
      }
      default -> inline(Style.NONE, rest);
    }
  }

  private void inline(Style style, String rest) {
    InlineStyler styler = new InlineStyler(out, style);
    for (int i = 0; i < rest.length(); i++) {
      styler.add(rest.charAt(i));
    }
    inline = styler;
  }

  private void beginOfCode(Fence open, boolean ended) {
    if (ended && open.isEnd(beginning)) {
      out.add(beginning, Style.NONE.dimmer());
      fence = null;
    } else if (ended || !open.mayBeEnd(beginning)) {
      out.add(beginning, Style.NONE.asCode());
      codeLine = true;
    } else {
      return;
    }
    beginning.setLength(0);
  }

  private static int run(String text, int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) == text.charAt(from)) {
      end++;
    }
    return end - from;
  }
}
