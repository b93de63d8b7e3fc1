package dev.parley.structured;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link JsonTool} does.
 *
 * @param <I> what it is called with
 */
@FunctionalInterface
public interface ToolFunction<I> {
  /**
   * {@return the result, to be told to the model: a text as it is; a record, an enum, a number, a
   * boolean, a time, a UUID or URI, a list, a map, an Optional or null as JSON}
   *
   * @throws Exception if the tool fails: its message is told to the model
   * @throws InterruptedException if the thread was interrupted: ends the tool loop
   */
  @Nullable Object apply(I input) throws Exception;
}
