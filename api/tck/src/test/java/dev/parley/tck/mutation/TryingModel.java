package dev.parley.tck.mutation;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.FailedAttempt;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.error.ModelException;
import dev.parley.error.TimedOutException;
import dev.parley.spi.EventSource;
import dev.parley.spi.PullStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A model in a policy that tries again, rightly; what is wrong with it is overridden. */
class TryingModel extends EditedModel {
  private final int tries;

  TryingModel(ChatModel inner, int tries) {
    super(inner, UnaryOperator.identity(), UnaryOperator.identity());
    this.tries = tries;
  }

  /** Whether such a failure is tried again. */
  boolean again(ModelException failure, boolean visible) {
    return failure.retryable()
        && !visible
        && !(failure instanceof TimedOutException late && late.timeout() == Kind.WHOLE);
  }

  /** What the last failure tells. */
  ModelException told(ModelException last, int attempts) {
    return last.withDetails(last.details().toBuilder().attempts(attempts).build());
  }

  /** What an answer tells. */
  Completion told(Completion answer, List<FailedAttempt> failed) {
    return answer.toBuilder().failedAttempts(failed).build();
  }

  /** Whether the beginning of another attempt is seen. */
  boolean beginsAgain() {
    return false;
  }

  @Override
  public Completion complete(ChatRequest request) {
    List<FailedAttempt> failed = new ArrayList<>();
    while (true) {
      try {
        return told(super.complete(request), failed);
      } catch (ModelException e) {
        failed(e, failed, false);
      }
    }
  }

  private void failed(ModelException failure, List<FailedAttempt> failed, boolean visible) {
    failed.add(new FailedAttempt(failure, Duration.ZERO));
    if (failed.size() == tries || !again(failure, visible)) {
      throw told(failure, failed.size());
    }
  }

  @Override
  public CompletionStream stream(ChatRequest request) {
    Source source = new Source(request);
    return new PullStream(id(), source, source::whole);
  }

  private CompletionStream attempt(ChatRequest request) {
    return super.stream(request);
  }

  private final class Source implements EventSource {
    private final ChatRequest request;
    private final List<FailedAttempt> failed = new ArrayList<>();
    private volatile CompletionStream current;
    private Iterator<CompletionEvent> events;
    private boolean begun;
    private boolean visible;

    Source(ChatRequest request) {
      this.request = request;
      begin();
    }

    private void begin() {
      current = attempt(request);
      events = current.iterator();
    }

    @Override
    public @Nullable CompletionEvent next() {
      while (true) {
        try {
          CompletionEvent event = events.hasNext() ? events.next() : null;
          if (event instanceof Started && begun && !beginsAgain()) {
            continue;
          }
          begun |= event instanceof Started;
          visible |= event != null && event.visible();
          return event;
        } catch (ModelException e) {
          failed(e, failed, visible);
          begin();
        }
      }
    }

    Completion whole() {
      return told(current.partial(), failed);
    }

    @Override
    public void cancel() {
      current.close();
    }

    @Override
    public void release() {
      current.close();
    }
  }
}
