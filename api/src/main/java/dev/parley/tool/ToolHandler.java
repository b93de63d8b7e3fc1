package dev.parley.tool;

import dev.parley.message.Part.ToolCall;

/** What a tool does. */
@FunctionalInterface
public interface ToolHandler {
  /**
   * {@return the result, in words or JSON, to be told to the model}
   *
   * @param call the model's call; its arguments are the model's own text and may be wrong
   * @throws Exception if the tool fails: the exception's message is told to the model, so it must
   *     not hold anything the model may not see
   * @throws InterruptedException if the thread was interrupted: ends the loop
   */
  String handle(ToolCall call) throws Exception;
}
