package dev.parley.conversation;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import java.util.OptionalLong;

/**
 * How much of a conversation the model is sent with a new message. Whatever the window:
 *
 * <ul>
 *   <li>The system message goes first, however long ago it was said.
 *   <li>What is sent begins with something a user said, or with the conversation: so an answer is
 *       never parted from its question, nor a tool's result from the call.
 *   <li>The new message is always sent, with the calls whose results it brings.
 * </ul>
 */
public final class Window {
  /** What is counted. */
  enum Measure {
    NOTHING,
    MESSAGES,
    TOKENS,
    /** As many tokens as the model takes. */
    MODEL,
    /** Tokens, as many as the context has beside the answer. */
    ROOM
  }

  private static final Window ALL = new Window(Measure.NOTHING, 0);
  private static final Window OF_THE_MODEL = new Window(Measure.MODEL, 0);

  /** Of a context, where nobody says how long the answer may be. */
  private static final int SHARE_OF_THE_ANSWER = 4;

  private final Measure measure;
  private final long size;

  private Window(Measure measure, long size) {
    this.measure = measure;
    this.size = size;
  }

  /** {@return a window that lets everything through} */
  public static Window all() {
    return ALL;
  }

  /**
   * {@return a window of the last messages, the new ones included}
   *
   * @param messages how many at most, beside the system message; a new message is sent even if it
   *     needs more
   * @throws IllegalArgumentException if it is less than 1
   */
  public static Window last(int messages) {
    return new Window(Measure.MESSAGES, positive(messages));
  }

  /**
   * {@return a window of as much as fits, as the {@linkplain ChatModel#countTokens model counts}}
   *
   * @param budget how many tokens a request may have, system message and tools included
   * @throws IllegalArgumentException if it is less than 1
   */
  public static Window tokens(long budget) {
    return new Window(Measure.TOKENS, positive(budget));
  }

  /**
   * {@return a window of as much as fits the model's context beside the answer} The answer gets as
   * many tokens as the request allows it, or else a quarter of the context. A model that does not
   * tell the size of its context is sent everything.
   */
  public static Window ofTheModel() {
    return OF_THE_MODEL;
  }

  private static long positive(long number) {
    if (number < 1) {
      throw new IllegalArgumentException("A window is not smaller than 1: " + number);
    }
    return number;
  }

  /** The window with its size, for that model and a request to it. */
  Window sized(ChatModel model, ChatRequest request) {
    OptionalLong context = model.capabilities().contextTokens();
    if (measure != Measure.MODEL) {
      return this;
    } else if (context.isEmpty()) {
      return ALL;
    }
    long answer =
        request.maxOutputTokens().isPresent()
            ? request.maxOutputTokens().getAsInt()
            : context.getAsLong() / SHARE_OF_THE_ANSWER;
    return new Window(Measure.ROOM, Math.max(1, context.getAsLong() - answer));
  }

  Measure measure() {
    return measure;
  }

  long size() {
    return size;
  }

  @Override
  public String toString() {
    return switch (measure) {
      case NOTHING -> "Window[all]";
      case MODEL -> "Window[as much as the model takes]";
      default ->
          "Window[" + size + " " + (measure == Measure.MESSAGES ? "messages" : "tokens") + "]";
    };
  }
}
