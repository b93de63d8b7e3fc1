package dev.parley.tck;

import dev.parley.chat.FinishReason;
import java.time.Duration;

/** One thing that the other side does in an answer. */
public sealed interface Beat {

  /** More of the answer's text. */
  record Text(String text) implements Beat {}

  /** More of what the model thinks. */
  record Reasoning(String text) implements Beat {}

  /**
   * A tool call begins.
   *
   * @param index its place among the calls, from 0
   */
  record CallStarted(int index, String id, String tool) implements Beat {}

  /** More of a call's arguments: JSON text, cut anywhere. */
  record CallPiece(int index, String json) implements Beat {}

  /** Why the answer ends. */
  record Finish(FinishReason.Kind reason) implements Beat {}

  /** What the answer cost. */
  record Tokens(long input, long output) implements Beat {}

  /** Bytes that mean nothing and keep the stream alive. A provider without a wire skips it. */
  record KeepAlive() implements Beat {}

  /** Nothing for a while. */
  record Pause(Duration length) implements Beat {}

  /** Something that the protocol does not allow, where it has a form at all. */
  record Malformed() implements Beat {}

  /** A failure told inside the stream, after which nothing of use comes. */
  record Broken(Failure failure) implements Beat {}
}
