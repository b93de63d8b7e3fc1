package dev.parley.guard;

/** What a {@link Guard} does about what it finds. */
public enum GuardMode {
  /** Nothing: models are not wrapped. */
  OFF,
  /** The request is sent as it is; the answer has a {@link dev.parley.chat.Warning} for each. */
  WARN,
  /**
   * What was found is replaced by {@code [REDACTED:kind]}, and the answer has a warning for each.
   * Where nothing can be put in its place, as in a tool's name, the call is refused.
   */
  REDACT,
  /** The call fails with {@link dev.parley.error.SensitiveDataException}; nothing is sent. */
  REFUSE
}
