package dev.parley.chat;

/** How long a model should think. A model knows some of these; see its provider. */
public enum ReasoningEffort {
  /** Not at all. */
  NONE,
  /** As little as it can. */
  MINIMAL,
  /** A little. */
  LOW,
  /** As providers do by default. */
  MEDIUM,
  /** Long. */
  HIGH,
  /** Longer than that. */
  XHIGH,
  /** As long as it can. */
  MAX
}
