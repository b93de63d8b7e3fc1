package dev.parley.cli.chat;

import java.util.Optional;

/** A message of which line after line comes. Looks at the last of them only. */
final class GrowingMessage {
  private final StringBuilder text = new StringBuilder();
  private boolean begun;
  private boolean blank = true;
  private boolean openBlock;
  private boolean goesOn;

  /** Adds a line, which {@link #goesOn()} has asked for unless it is the first. */
  void add(String line) {
    if (begun) {
      text.append('\n');
    }
    begun = true;
    if (openBlock) {
      openBlock = !line.stripTrailing().endsWith(MultiLine.MARKS);
    } else if (blank) {
      openBlock = MultiLine.isOpenBlock(line);
    }
    goesOn = !openBlock && MultiLine.goesOn(line);
    String shown = goesOn ? line.substring(0, line.length() - 1) : line;
    blank &= shown.isBlank();
    text.append(shown);
  }

  /** {@return whether the next line is of the same message} */
  boolean goesOn() {
    return openBlock || goesOn;
  }

  /** {@return whether a block has begun and not ended} */
  boolean isOpenBlock() {
    return openBlock;
  }

  int length() {
    return text.length();
  }

  /** Lets go of the text, which nobody wants any more. */
  void forget() {
    text.setLength(0);
  }

  /** {@return what is meant; empty if there was no line} */
  Optional<String> meant() {
    return begun ? Optional.of(MultiLine.meant(text.toString())) : Optional.empty();
  }
}
