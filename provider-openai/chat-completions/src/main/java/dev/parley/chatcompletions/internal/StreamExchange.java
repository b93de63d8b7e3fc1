package dev.parley.chatcompletions.internal;

import dev.parley.chat.CompletionEvent;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.error.ErrorDetails;
import dev.parley.error.ModelException;
import dev.parley.spi.EventSource;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Function;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * One streamed exchange: sends the request, reads the answer, hands out what the decoder makes of
 * it.
 */
final class StreamExchange implements EventSource {
  /** The largest event: ample for a chunk of any answer, little enough for a heap. */
  static final int LARGEST_EVENT = 16 << 20;

  /** Most chunks make one event, and there may be thousands of streams. */
  private static final int FEW = 2;

  /**
   * An exchange that has not begun, and what will read it.
   *
   * @param exchange the exchange
   * @param decoder passes its events to the consumer that it was made for
   */
  record Opened(Exchange exchange, Decoder decoder) {}

  private final Function<Consumer<CompletionEvent>, Opened> opener;
  private final AnswerReader reader;
  private final Queue<CompletionEvent> ready = new ArrayDeque<>(FEW);
  private volatile boolean cancelled;
  private volatile @Nullable Opened opened;
  private @Nullable StreamedAnswer answer;
  private ErrorDetails details;
  private boolean ended;
  private @Nullable ModelException failure;

  /**
   * Reads nothing yet.
   *
   * @param opener makes the exchange at the first read; may throw
   */
  StreamExchange(Function<Consumer<CompletionEvent>, Opened> opener, AnswerReader reader) {
    this.opener = opener;
    this.reader = reader;
    this.details = reader.details();
  }

  @Override
  public @Nullable CompletionEvent next() {
    while (ready.isEmpty()) {
      if (failure != null) {
        throw failure;
      }
      if (ended) {
        return null;
      }
      try {
        advance();
      } catch (ModelException e) {
        failure = e; // What came with it, such as the usage, is handed out first.
      }
    }
    return ready.poll();
  }

  private void advance() {
    Opened open = opened == null ? open() : opened;
    try {
      if (answer == null) {
        start(open);
      } else {
        readEvent(open, answer);
      }
    } catch (IOException e) {
      throw reader.failures().inStream(e, open.exchange(), details);
    }
  }

  private Opened open() {
    if (cancelled) {
      throw reader.failures().cancelled(null); // Before the key is asked for.
    }
    Opened open = opener.apply(ready::add);
    opened = open;
    if (cancelled) {
      open.exchange().cancel();
    }
    return open;
  }

  private void start(Opened open) throws IOException {
    Response head = reader.start(open.exchange());
    details = reader.details(open.exchange(), head);
    OpenedBody body = new OpenedBody(open.exchange());
    if (body.isEvents(head.header("content-type"))) {
      answer = reader.streamed(open.exchange(), head, details, body, open.decoder());
    } else {
      open.exchange().enter(Kind.SILENCE);
      reader.whole(open.exchange(), head, body, open.decoder());
      ended = true;
    }
  }

  private void readEvent(Opened open, StreamedAnswer from) throws IOException {
    boolean first = !open.decoder().started();
    from.advance();
    ended = from.ended();
    if (first && open.decoder().started()) {
      open.exchange().enter(Kind.SILENCE);
    }
  }

  @Override
  public void cancel() {
    cancelled = true;
    Opened open = opened;
    if (open != null) {
      open.exchange().cancel();
    }
  }

  @Override
  public void release() {
    Opened open = opened;
    if (open != null) {
      open.exchange().close();
    }
  }
}
