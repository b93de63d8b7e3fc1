package dev.parley.chatcompletions.internal;

import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.TextDelta;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes chunks without parsing them, where they repeat the last one but for their text. What a
 * chunk means is not known here. It is seen: the last chunk was decoded, and what came of it was
 * its text, and nothing but its text. One with the same {@link ChunkFrame} that comes right behind
 * it means the same, with another text.
 *
 * <p>Not thread-safe.
 */
final class RepeatedChunks implements Consumer<CompletionEvent> {
  /** After so many frames that no chunk has repeated, no more are looked for in this answer. */
  private static final int MOST_IN_VAIN = 8;

  private final Consumer<CompletionEvent> events;
  private final JsonText text = new JsonText();
  private final JsonText noise = new JsonText();
  private @Nullable ChunkFrame frame;
  private @Nullable CompletionEvent last;
  private int said;
  private int inVain;

  /** Passes everything on to {@code events}. */
  RepeatedChunks(Consumer<CompletionEvent> events) {
    this.events = events;
  }

  /** Takes what the decoder makes of a chunk. */
  @Override
  public void accept(CompletionEvent event) {
    last = event;
    said++;
    events.accept(event);
  }

  /** A chunk is about to be decoded. */
  void decoding() {
    frame = null;
    last = null;
    said = 0;
  }

  /** The chunk that was decoded has these bytes. */
  void decoded(byte[] bytes, int from, int to) {
    if (inVain < MOST_IN_VAIN && said == 1 && last instanceof TextDelta delta && isBare(delta)) {
      frame = frame(bytes, from, to, delta.text());
    }
  }

  private static boolean isBare(TextDelta delta) {
    return delta.equals(new TextDelta(delta.text()));
  }

  /** The frame, if it has its text where the decoder has found it. */
  private @Nullable ChunkFrame frame(byte[] bytes, int from, int to, String expected) {
    ChunkFrame found = ChunkFrame.of(bytes, from, to);
    if (found == null
        || !found.fits(bytes, from, to, text, noise)
        || !expected.equals(text.decode(bytes))) {
      return null;
    }
    inVain++;
    return found;
  }

  /** Takes a chunk if it repeats the last one; else it must be decoded. */
  boolean take(byte[] bytes, int from, int to) {
    if (frame == null || !frame.fits(bytes, from, to, text, noise)) {
      return false;
    }
    String words = text.decode(bytes);
    if (words == null) {
      return false;
    }
    inVain = 0;
    if (!words.isEmpty()) {
      events.accept(new TextDelta(words));
    }
    return true;
  }
}
