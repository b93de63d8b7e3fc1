package dev.parley.structured;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.error.InvalidAnswerException;
import java.util.Optional;

/**
 * A model that answers with values of a type.
 *
 * <p>The request's response format is replaced by the type's; all else of it stays. It does not run
 * tools: for those, give a {@code ToolLoop} or a {@code Conversation} requests that have {@link
 * JsonType#format()}, and {@link JsonType#read(dev.parley.chat.Completion) read} their last answer.
 *
 * <p>It needs no closing, and does not close the model. Thread-safe.
 *
 * @param <T> the type
 */
public final class Structured<T> {
  private final ChatModel model;
  private final JsonType<T> type;
  private final boolean repairs;

  private Structured(Builder<T> builder) {
    model = builder.model;
    type = builder.type;
    repairs = builder.repairs;
  }

  /**
   * {@return a model that answers with values of that type}
   *
   * @throws IllegalArgumentException if a part of the type has no JSON; names the part
   */
  public static <T> Structured<T> of(ChatModel model, Class<T> type) {
    return builder(model, JsonType.of(type)).build();
  }

  /** {@return a builder of a model that answers with values of that type} */
  public static <T> Builder<T> builder(ChatModel model, JsonType<T> type) {
    return new Builder<>(model, type);
  }

  /**
   * {@return the answer}
   *
   * @throws InvalidAnswerException if it does not fit, the {@link RuntimeException} of a record's
   *     constructor being its cause, or there is none: it was cut off, or the model refused, or
   *     called tools
   * @throws dev.parley.error.ModelException if the model fails; while it corrects an answer, the
   *     error of that answer is suppressed by the failure
   */
  public Answer<T> complete(ChatRequest request) {
    Asking<T> asking = new Asking<>(type, repairs, request);
    Optional<Answer<T>> answer = Optional.empty();
    while (answer.isEmpty()) {
      answer = asking.take(asking.ask(model::complete));
    }
    return answer.get();
  }

  /** {@return the answer as it will come} Does not block and does no I/O, like the model's own. */
  public AnswerStream<T> stream(ChatRequest request) {
    Asking<T> asking = new Asking<>(type, repairs, request);
    return new AnswerStream<>(asking, model, model.stream(asking.request()));
  }

  /**
   * Builds a {@link Structured}. Not thread-safe.
   *
   * @param <T> the type
   */
  public static final class Builder<T> {
    private final ChatModel model;
    private final JsonType<T> type;
    private boolean repairs;

    private Builder(ChatModel model, JsonType<T> type) {
      this.model = requireNonNull(model, "model");
      this.type = requireNonNull(type, "type");
    }

    /**
     * Has the model correct an answer that does not fit, once: it is sent its answer, the place and
     * what is wrong there, in the words of the record's constructor where that refuses it. Default:
     * such an answer is an error. One that was cut off, is empty, is a refusal or calls tools is an
     * error always.
     */
    public Builder<T> repair() {
      repairs = true;
      return this;
    }

    /** {@return the model that answers with values} */
    public Structured<T> build() {
      return new Structured<>(this);
    }
  }
}
