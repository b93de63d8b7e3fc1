package dev.parley.chatcompletions.internal;

import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.spi.Watchdog;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import okhttp3.Call;
import okhttp3.Response;
import okio.BufferedSource;
import okio.GzipSource;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, under a watch from {@link #start} to {@link #close}. The answer's
 * body is read by one thread; {@link #cancel} may come from any.
 */
final class Exchange implements ByteSource, AutoCloseable {
  /** How long the end of a body that is complete is waited for, to keep its connection. */
  private static final Duration PATIENCE_AT_THE_END = Duration.ofMillis(5);

  private final Call call;
  private final Timeouts limits;
  private final PhaseListener listener;
  private final SentSecrets sent;
  private final HttpTransport transport;
  private volatile Watchdog.@Nullable Watch watch;
  private @Nullable Response response;
  private @Nullable BufferedSource body;

  Exchange(
      Call call,
      Timeouts limits,
      PhaseListener listener,
      SentSecrets sent,
      HttpTransport transport) {
    this.call = call;
    this.limits = limits;
    this.listener = listener;
    this.sent = sent;
    this.transport = transport;
  }

  /** What is sent and must not show. */
  SentSecrets sent() {
    return sent;
  }

  /** Takes its place among those that run; false if there is none. */
  boolean begin() {
    return transport.begins(this);
  }

  /** Sends the request and waits for the head of the answer. */
  Response start() throws IOException {
    Watchdog.Watch started = Watchdog.shared().watch(limits, call::cancel);
    watch = started;
    listener.tell(started);
    Response answer = call.execute();
    response = answer;
    body = decoded(answer);
    return answer;
  }

  /** OkHttp decodes what it has asked for; some gateways compress what nobody has asked for. */
  private static BufferedSource decoded(Response answer) {
    BufferedSource source = answer.body().source();
    String coding = answer.header("content-encoding", "");
    return "gzip".equalsIgnoreCase(coding) || "x-gzip".equalsIgnoreCase(coding)
        ? Okio.buffer(new GzipSource(source))
        : source;
  }

  /** Says how far the exchange has come: the limit of that phase begins. */
  void enter(Kind phase) {
    Watchdog.Watch current = watch;
    if (current != null) {
      current.enter(phase);
    }
  }

  /** The time-out that ended the exchange, if one did. */
  Optional<Kind> expired() {
    Watchdog.Watch current = watch;
    return current == null ? Optional.empty() : current.expired();
  }

  /** The value of a time-out that is watched. */
  Duration limit(Kind kind) {
    return limits.get(kind).orElse(Duration.ZERO);
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    Watchdog.Watch current = watch;
    if (current == null || body == null) {
      throw new IllegalStateException("The exchange has not started");
    }
    current.activity();
    int count = body.read(into, offset, length);
    current.pause();
    return count;
  }

  /** Breaks the connection, at once, whatever the reading thread is doing. */
  void cancel() {
    call.cancel();
  }

  /**
   * Lets the connection go. One whose body has ended can serve the next request; the rest of
   * another is waited for a moment only, because servers may hold it open for long.
   */
  @Override
  public void close() {
    Watchdog.Watch current = watch;
    if (current != null) {
      current.end();
    }
    if (response != null) {
      if (!ended()) {
        call.cancel();
      }
      response.close();
    }
    transport.ends(this);
  }

  private boolean ended() {
    if (body == null || call.isCanceled()) {
      return false;
    }
    try {
      body.timeout().deadlineNanoTime(System.nanoTime() + PATIENCE_AT_THE_END.toNanos());
      return body.exhausted();
    } catch (IOException e) {
      return false;
    }
  }
}
