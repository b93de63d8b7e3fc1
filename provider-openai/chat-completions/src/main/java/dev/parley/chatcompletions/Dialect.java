package dev.parley.chatcompletions;

import static java.util.Objects.requireNonNull;

/** What servers of one protocol differ in, as far as requests go. Immutable. */
public final class Dialect {
  /** The field that carries the limit of output tokens. */
  public enum MaxTokensField {
    /** OpenAI's own; its reasoning models refuse the other. */
    MAX_COMPLETION_TOKENS,
    /** The older one, which most compatible servers know only. */
    MAX_TOKENS
  }

  /** The role of system messages. */
  public enum SystemRole {
    /** What every server knows. */
    SYSTEM,
    /** What OpenAI's models from o1 on prefer. */
    DEVELOPER
  }

  /** What most compatible servers understand. */
  public static final Dialect COMPATIBLE =
      new Dialect(MaxTokensField.MAX_TOKENS, SystemRole.SYSTEM, true);

  private final MaxTokensField maxTokensField;
  private final SystemRole systemRole;
  private final boolean streamUsage;

  private Dialect(MaxTokensField maxTokensField, SystemRole systemRole, boolean streamUsage) {
    this.maxTokensField = requireNonNull(maxTokensField, "maxTokensField");
    this.systemRole = requireNonNull(systemRole, "systemRole");
    this.streamUsage = streamUsage;
  }

  /** {@return the field that carries the limit of output tokens} */
  public MaxTokensField maxTokensField() {
    return maxTokensField;
  }

  /** {@return the role of system messages} */
  public SystemRole systemRole() {
    return systemRole;
  }

  /** {@return whether streams are asked for their usage; some servers refuse the question} */
  public boolean streamUsage() {
    return streamUsage;
  }

  /** {@return this dialect with another field for the limit of output tokens} */
  public Dialect with(MaxTokensField value) {
    return new Dialect(value, systemRole, streamUsage);
  }

  /** {@return this dialect with another role of system messages} */
  public Dialect with(SystemRole value) {
    return new Dialect(maxTokensField, value, streamUsage);
  }

  /** {@return this dialect, asking streams for their usage or not} */
  public Dialect withStreamUsage(boolean wanted) {
    return new Dialect(maxTokensField, systemRole, wanted);
  }
}
