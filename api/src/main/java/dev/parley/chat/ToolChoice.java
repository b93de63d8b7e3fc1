package dev.parley.chat;

/** Whether the model may, must or must not call tools. */
public sealed interface ToolChoice {
  /** The model decides. */
  ToolChoice AUTO = Mode.AUTO;

  /** No calls, though tools are offered. */
  ToolChoice NONE = Mode.NONE;

  /** At least one call. */
  ToolChoice REQUIRED = Mode.REQUIRED;

  /** {@return a choice that forces a call of the named tool} */
  static ToolChoice named(String tool) {
    return new Named(tool);
  }

  /** A choice that names no tool. */
  enum Mode implements ToolChoice {
    /** The model decides. */
    AUTO,
    /** No calls. */
    NONE,
    /** At least one call. */
    REQUIRED
  }

  /**
   * A forced call.
   *
   * @param tool the tool's name, one of those offered
   */
  record Named(String tool) implements ToolChoice {
    /** Refuses a blank name. */
    public Named {
      if (tool.isBlank()) {
        throw new IllegalArgumentException("The tool's name must not be blank");
      }
    }
  }
}
