package dev.parley.structured;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionStream;
import dev.parley.error.InvalidAnswerException;
import dev.parley.error.ModelException;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An answer that becomes a value as it comes. The events are those of the model's stream, and keep
 * its promises; {@link #answer()} is the value. In between, {@link #fields()} has what has come of
 * it so far, for who asks.
 *
 * <p>One thread at a time reads; any thread may {@link #close()} and ask for {@link #fields()}.
 *
 * @param <T> the type of the value
 */
public final class AnswerStream<T> implements Iterable<CompletionEvent>, AutoCloseable {
  private final Asking<T> asking;
  private final ChatModel model;
  private final CompletionStream first;
  private final Object lock = new Object();
  private CompletionStream stream;
  private boolean closed;
  private @Nullable Answer<T> answer;
  private @Nullable RuntimeException failure;

  AnswerStream(Asking<T> asking, ChatModel model, CompletionStream stream) {
    this.asking = asking;
    this.model = model;
    this.first = stream;
    this.stream = stream;
  }

  /**
   * {@return the events of the model's answer, in their order} If {@link #answer()} has the model
   * correct it, those of the corrected answer are not among them.
   *
   * @throws IllegalStateException when called a second time
   */
  @Override
  public Iterator<CompletionEvent> iterator() {
    return first.iterator();
  }

  /**
   * {@return what has come so far of the object that the value is read from: the fields that have
   * ended, by their names, and of arrays and objects that have not what has ended in them} They are
   * not checked. A value is a {@code String}, a {@link java.math.BigDecimal}, a {@code Boolean}, a
   * {@code List} or a {@code Map} of such, or null. Each call reads the text once, so it costs as
   * much as what has come is long.
   */
  public Map<String, @Nullable Object> fields() {
    return PartialJson.of(current().partial().text(), false);
  }

  /** {@return as {@link #fields()}, and the text that has not ended as far as it has come} */
  public Map<String, @Nullable Object> fieldsWithText() {
    return PartialJson.of(current().partial().text(), true);
  }

  /**
   * {@return the whole answer} Reads what is left of it, past events that are then lost to the
   * iterator; has the model correct it by {@link Structured.Builder#repair()}, for which it streams
   * once more. Repeating it is free, and throws the same failure again.
   *
   * @throws InvalidAnswerException if it does not fit, or there is none: it was cut off, or the
   *     model refused, or called tools
   * @throws ModelException if a stream failed, or was closed before its end
   */
  public Answer<T> answer() {
    if (failure != null) {
      throw failure;
    }
    while (answer == null) {
      answer = next(read());
    }
    return answer;
  }

  private Completion read() {
    try {
      return asking.ask(request -> current().completion());
    } catch (ModelException e) { // Others are of who asks wrongly, and do not spoil the answer.
      failure = e;
      throw e;
    }
  }

  /** {@return the answer; null if the model is to correct it, which it has begun to} */
  private @Nullable Answer<T> next(Completion completion) {
    try {
      Optional<Answer<T>> taken = asking.take(completion);
      if (taken.isEmpty()) {
        follow(asking.request());
      }
      return taken.orElse(null);
    } catch (RuntimeException e) {
      failure = e;
      throw e;
    }
  }

  /** Gives the stream up, as {@link CompletionStream#close()} does. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
    }
    current().close();
  }

  private CompletionStream current() {
    synchronized (lock) {
      return stream;
    }
  }

  private void follow(ChatRequest request) {
    CompletionStream next = model.stream(request);
    synchronized (lock) {
      stream = next;
      if (!closed) {
        return;
      }
    }
    next.close(); // So that reading it says that it was cancelled.
  }
}
