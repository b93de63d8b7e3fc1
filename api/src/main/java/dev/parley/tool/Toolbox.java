package dev.parley.tool;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.ToolDefinition;
import dev.parley.message.Part.ToolCall;
import dev.parley.message.Part.ToolResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tools and what they do. Immutable. */
public final class Toolbox {
  private record Tool(ToolDefinition definition, ToolHandler handler) {}

  private final Map<String, Tool> tools;

  private Toolbox(Map<String, Tool> tools) {
    this.tools = tools;
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
   * the model.
   *
   * @throws InterruptedException if the tool was interrupted
   */
  public ToolResult run(ToolCall call) throws InterruptedException {
    Tool tool = tools.get(call.name());
    if (tool == null) {
      return ToolResult.failure(
          call,
          "There is no tool " + call.name() + ". Tools: " + String.join(", ", tools.keySet()));
    }
    try {
      return ToolResult.of(call, requireNonNull(tool.handler().handle(call), "the tool's result"));
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      return ToolResult.failure(call, "The tool failed: " + reason);
    }
  }

  /** Builds a {@link Toolbox}. Not thread-safe. */
  public static final class Builder {
    private final Map<String, Tool> tools = new LinkedHashMap<>();

    private Builder() {}

    /**
     * Adds a tool.
     *
     * @throws IllegalArgumentException if there is one of that name
     */
    public Builder tool(ToolDefinition definition, ToolHandler handler) {
      Tool tool = new Tool(definition, requireNonNull(handler, "handler"));
      if (tools.putIfAbsent(definition.name(), tool) != null) {
        throw new IllegalArgumentException("There are two tools named " + definition.name());
      }
      return this;
    }

    /** {@return the toolbox} */
    public Toolbox build() {
      return new Toolbox(new LinkedHashMap<>(tools));
    }
  }
}
