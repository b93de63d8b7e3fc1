package dev.parley.chat;

import static java.util.Objects.requireNonNull;

/**
 * Why an answer ended.
 *
 * @param kind the known reason, or {@link Kind#OTHER}
 * @param raw the provider's own word; may be empty where it sent none
 */
public record FinishReason(Kind kind, String raw) {
  /** The reasons that Parley knows. New ones may come. */
  public enum Kind {
    /** The model was done, or met a stop text. */
    STOP,
    /** The output limit or the end of the context was reached: the answer is cut off. */
    LENGTH,
    /** The model wants tools called. */
    TOOL_CALLS,
    /** A content filter withheld the rest. */
    CONTENT_FILTER,
    /** A word that this version does not know; see {@link FinishReason#raw()}. */
    OTHER
  }

  /** The model was done. */
  public static final FinishReason STOP = new FinishReason(Kind.STOP, "stop");

  /** The answer is cut off. */
  public static final FinishReason LENGTH = new FinishReason(Kind.LENGTH, "length");

  /** The model wants tools called. */
  public static final FinishReason TOOL_CALLS = new FinishReason(Kind.TOOL_CALLS, "tool_calls");

  /** Refuses nulls. */
  public FinishReason {
    requireNonNull(kind, "kind");
    requireNonNull(raw, "raw");
  }
}
