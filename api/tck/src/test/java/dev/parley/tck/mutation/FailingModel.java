package dev.parley.tck.mutation;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionStream;
import dev.parley.error.ModelException;
import java.util.Iterator;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** A model with other failures. */
final class FailingModel extends EditedModel {
  private final UnaryOperator<ModelException> failures;

  FailingModel(ChatModel inner, UnaryOperator<ModelException> failures) {
    super(inner, UnaryOperator.identity(), stream -> new FailingStream(stream, failures));
    this.failures = failures;
  }

  @Override
  public Completion complete(ChatRequest request) {
    return failing(failures, () -> super.complete(request));
  }

  private static <T> T failing(UnaryOperator<ModelException> failures, Supplier<T> call) {
    try {
      return call.get();
    } catch (ModelException e) {
      throw failures.apply(e);
    }
  }

  private static final class FailingStream extends PassingStream {
    private final UnaryOperator<ModelException> failures;

    FailingStream(CompletionStream inner, UnaryOperator<ModelException> failures) {
      super(inner);
      this.failures = failures;
    }

    @Override
    public Iterator<CompletionEvent> iterator() {
      Iterator<CompletionEvent> events = super.iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return failing(failures, events::hasNext);
        }

        @Override
        public CompletionEvent next() {
          return failing(failures, events::next);
        }
      };
    }

    @Override
    public Completion completion() {
      return failing(failures, super::completion);
    }
  }
}
