package dev.parley.quickstart.stranger;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionEvent.UsageReported;
import dev.parley.chat.FinishReason;
import dev.parley.chat.ModelId;
import dev.parley.error.ErrorDetails;
import dev.parley.error.ProtocolException;
import dev.parley.spi.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import okhttp3.Call;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** One question to a parrot, and the lines of its answer. */
final class ParrotTalk implements Wire {
  private static final long LONGEST_LINE = 1 << 20;

  private final ErrorDetails.Builder details;
  private final Call call;
  private @Nullable Response answer;
  private FinishReason reason = FinishReason.STOP;

  ParrotTalk(ModelId model, Call call) {
    this.details = ErrorDetails.builder(model);
    this.call = call;
  }

  @Override
  public void send() throws IOException {
    Response begun = call.execute();
    answer = begun;
    details.status(begun.code());
  }

  @Override
  public void read(Consumer<CompletionEvent> events) throws IOException {
    String line = requireNonNull(answer).body().source().readUtf8LineStrict(LONGEST_LINE);
    int blank = line.indexOf(' ');
    String rest = line.substring(blank + 1);
    try {
      switch (blank < 0 ? line : line.substring(0, blank)) {
        case "id" -> details.requestId(rest);
        case "wait" -> details.retryAfter(Duration.ofSeconds(Long.parseLong(rest)));
        case "text" -> events.accept(new TextDelta(rest.translateEscapes()));
        case "tokens" -> events.accept(new UsageReported(ParrotWords.usage(rest)));
        case "finish" -> reason = ParrotWords.reason(rest);
        case "bye" -> events.accept(new Finished(reason));
        case "error" -> throw ParrotWords.error(rest, details);
        default -> {} // A comment, or a word of parrots yet to come.
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) { // Its text is private.
      throw new ProtocolException("a line of the answer is malformed", details.build(), null);
    }
  }

  @Override
  public void cut() {
    call.cancel();
  }

  @Override
  public void close() {
    call.cancel();
    if (answer != null) {
      answer.close();
    }
  }
}
