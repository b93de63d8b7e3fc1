package dev.parley.tool;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.ToolDefinition;
import dev.parley.message.Part.ToolCall;
import dev.parley.message.Part.ToolResult;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** Tools and what they do. Immutable. */
public final class Toolbox {
  record Tool(ToolDefinition definition, ToolHandler handler, Optional<Duration> timeout) {}

  private final Map<String, Tool> tools;
  private final BiFunction<? super ToolCall, ? super Exception, String> failureText;

  private Toolbox(Builder builder) {
    tools = new LinkedHashMap<>(builder.tools);
    failureText = builder.failureText;
  }

  /** {@return a builder without tools} */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return the tools, as the model is told of them} */
  public List<ToolDefinition> definitions() {
    return tools.values().stream().map(Tool::definition).toList();
  }

  /**
   * {@return what the tool answers} A tool that fails, or that there is not, is a failure told to
   * the model. It runs on the calling thread, and no time limit is kept.
   *
   * @throws InterruptedException if the tool was interrupted
   */
  public ToolResult run(ToolCall call) throws InterruptedException {
    Optional<Tool> tool = find(call);
    if (tool.isEmpty()) {
      return unknown(call);
    }
    try {
      return ToolResult.of(
          call, requireNonNull(tool.get().handler().handle(call), "the tool's result"));
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      return failure(call, e);
    }
  }

  Optional<Tool> find(ToolCall call) {
    return Optional.ofNullable(tools.get(call.name()));
  }

  /** What the model is told of a tool that there is not. */
  ToolResult unknown(ToolCall call) {
    return ToolResult.failure(
        call, "There is no tool " + call.name() + ". Tools: " + String.join(", ", tools.keySet()));
  }

  /** What the model is told of a tool that has failed. */
  ToolResult failure(ToolCall call, Exception failure) {
    return ToolResult.failure(
        call, requireNonNull(failureText.apply(call, failure), "the text of a tool's failure"));
  }

  /** Builds a {@link Toolbox}. Not thread-safe. */
  public static final class Builder {
    private final Map<String, Tool> tools = new LinkedHashMap<>();
    private BiFunction<? super ToolCall, ? super Exception, String> failureText =
        (call, failure) ->
            "The tool failed: "
                + (failure.getMessage() == null
                    ? failure.getClass().getSimpleName()
                    : failure.getMessage());

    private Builder() {}

    /**
     * Adds a tool.
     *
     * @throws IllegalArgumentException if there is one of that name
     */
    public Builder tool(ToolDefinition definition, ToolHandler handler) {
      return add(new Tool(definition, requireNonNull(handler, "handler"), Optional.empty()));
    }

    /**
     * Adds a tool with a time limit of its own, which a loop keeps as it keeps {@link
     * ToolLoop.Builder#toolTimeout}, and in its stead.
     *
     * @param timeout more than zero
     * @throws IllegalArgumentException if there is one of that name, or the time is not positive
     */
    public Builder tool(ToolDefinition definition, ToolHandler handler, Duration timeout) {
      return add(
          new Tool(
              definition,
              requireNonNull(handler, "handler"),
              Optional.of(LoopRules.limit(timeout))));
    }

    private Builder add(Tool tool) {
      if (tools.putIfAbsent(tool.definition().name(), tool) != null) {
        throw new IllegalArgumentException("There are two tools named " + tool.definition().name());
      }
      return this;
    }

    /**
     * Sets what the model is told of a tool that fails. Default: {@code The tool failed: } and the
     * exception's message, or the name of its class where it has none. A text that cannot be made
     * ends the loop with what the function throws.
     *
     * @param text of the call and what its tool has thrown; called on the tool's thread
     */
    public Builder failureText(BiFunction<? super ToolCall, ? super Exception, String> text) {
      failureText = requireNonNull(text, "text");
      return this;
    }

    /** {@return the toolbox} */
    public Toolbox build() {
      return new Toolbox(this);
    }
  }
}
