package dev.parley.structured;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.ToolDefinition;
import dev.parley.message.Part.ToolCall;
import dev.parley.tool.ToolHandler;
import org.jspecify.annotations.Nullable;

/**
 * A tool made of a record and a function: its parameters are the record's components. For a {@code
 * Toolbox} by {@code tool(t.definition(), t)}.
 *
 * <p>As thread-safe as its function.
 *
 * @param <I> the type of its input
 */
public final class JsonTool<I> implements ToolHandler {
  private final ToolDefinition definition;
  private final JsonType<I> input;
  private final Polling<? super I> function;

  private JsonTool(ToolDefinition definition, JsonType<I> input, Polling<? super I> function) {
    this.definition = definition;
    this.input = input;
    this.function = function;
  }

  /**
   * {@return a tool} Its definition is strict.
   *
   * @param name letters, digits, {@code _} and {@code -}; at most 64
   * @param description what it is for, to the model; may be empty
   * @throws IllegalArgumentException if a part of the input has no JSON; names the part
   */
  public static <I> JsonTool<I> of(
      String name, String description, Class<I> input, ToolFunction<? super I> function) {
    return of(name, description, JsonType.of(input), function);
  }

  /** {@return a tool whose input is read by that type} Its definition is strict. */
  public static <I> JsonTool<I> of(
      String name, String description, JsonType<I> input, ToolFunction<? super I> function) {
    requireNonNull(function, "function");
    return polling(name, description, input, (value, call, run) -> function.apply(value));
  }

  /**
   * {@return a tool that sees the call beside its input, and may ask whether to stop} It is also
   * interrupted. Its definition is strict.
   */
  public static <I> JsonTool<I> polling(
      String name, String description, JsonType<I> input, Polling<? super I> function) {
    return new JsonTool<>(
        new ToolDefinition(name, description, input.schema(), true),
        input,
        requireNonNull(function, "function"));
  }

  /** {@return the tool as the model is told of it} */
  public ToolDefinition definition() {
    return definition;
  }

  /**
   * {@return what the function gives, as the model is told}
   *
   * @throws IllegalArgumentException if the arguments do not fit: its message tells the model
   *     where, and what its record's constructor says, or if the result has no JSON
   * @throws Exception if the function fails
   */
  @Override
  public String handle(ToolCall call) throws Exception {
    return handle(call, Thread.currentThread()::isInterrupted);
  }

  @Override
  public String handle(ToolCall call, Run run) throws Exception {
    // Some models write nothing where there is nothing to say.
    String arguments = call.argumentsJson().isBlank() ? "{}" : call.argumentsJson();
    I value;
    try {
      value = input.readFitting(arguments);
    } catch (Misfit e) {
      throw new IllegalArgumentException(
          "the arguments do not fit the tool's parameters: " + e.told(), e.unreadable());
    }
    return ResultText.of(function.apply(value, call, run));
  }

  @Override
  public String toString() {
    return "JsonTool[" + definition.name() + "]";
  }

  /**
   * What a tool does that sees the call, or asks whether to stop.
   *
   * @param <I> what it is called with
   */
  @FunctionalInterface
  public interface Polling<I> {
    /**
     * {@return the result, as {@link ToolFunction#apply}}
     *
     * @param call the model's call, of whose arguments {@code input} is made
     * @param run tells whether to stop; then throw anything
     * @throws Exception as {@link ToolFunction#apply}
     */
    @Nullable Object apply(I input, ToolCall call, Run run) throws Exception;
  }
}
