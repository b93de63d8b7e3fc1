package dev.parley.guard;

import java.util.function.Consumer;

/**
 * Finds what is of a few kinds in one pass over a text. From no place does it look further than a
 * bounded number of characters, or than the run of characters that it then passes over: so its time
 * grows with the length of the text and not faster.
 */
interface Detector {
  void find(CharSequence text, Consumer<Span> found);
}
