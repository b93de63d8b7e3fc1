package dev.parley.tck.toy;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.chat.Warning;
import dev.parley.error.CancelledException;
import dev.parley.error.ErrorDetails;
import dev.parley.error.InterruptedStreamException;
import dev.parley.error.ModelException;
import dev.parley.error.TimedOutException;
import dev.parley.error.TransportException;
import dev.parley.spi.EventSource;
import dev.parley.spi.RequestCheck;
import dev.parley.spi.Watchdog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** One call over one connection. Closing a channel wakes whoever blocks in it, which is all. */
final class ToyExchange implements EventSource {
  private final ToyModel model;
  private final ToyProvider provider;
  private final ChatRequest request;
  private final boolean streaming;
  private final Queue<CompletionEvent> ready = new ArrayDeque<>();
  private final Queue<String> came = new ArrayDeque<>();
  private final ToyText text;
  private final ToyLines lines = new ToyLines();
  private @Nullable SocketChannel channel;
  private Watchdog.@Nullable Watch watch;
  private @Nullable ToyHttp http;
  private final Runnable cancelling = this::cancel;
  private boolean cancelled;

  ToyExchange(ToyModel model, ToyProvider provider, ChatRequest request, boolean streaming) {
    this.model = model;
    this.provider = provider;
    this.request = request;
    this.streaming = streaming;
    this.text = provider.text();
  }

  @Override
  public @Nullable CompletionEvent next() {
    try {
      if (http == null) {
        http = begin();
      }
      watch.activity();
      while (ready.isEmpty()) {
        if (came.isEmpty()) {
          byte[] piece = http.piece();
          if (piece == null) {
            return null;
          }
          came.addAll(text.lines(piece));
        } else {
          ready.addAll(lines.read(came.remove(), this::details, provider.key()));
          watch.enter(Kind.SILENCE);
        }
      }
      watch.pause();
      return ready.remove();
    } catch (IOException e) {
      throw explain(e);
    }
  }

  /** Connects, sends, and reads the head of the answer. */
  private ToyHttp begin() throws IOException {
    if (model.isClosed()) {
      throw new CancelledException("it is closed; open it again", details(), null);
    }
    List<Warning> warnings = RequestCheck.check(model.id(), model.capabilities(), request);
    Timeouts limits =
        request.timeouts().orElse(streaming ? Timeouts.DEFAULTS : Timeouts.PLAIN_CALL_DEFAULTS);
    watch = Watchdog.shared().watch(limits, this::cancel);
    URI address = provider.address();
    SocketChannel open = open();
    provider.began(cancelling);
    open.connect(new InetSocketAddress(address.getHost(), address.getPort()));
    watch.enter(Kind.FIRST_EVENT);
    ToyHttp begun = new ToyHttp(open, watch::activity);
    begun.send(address, provider.key(), streaming, ToyLines.write(model.id().model(), request));
    begun.readHead();
    if (begun.status() != 200) {
      throw ToyErrors.refusal(model.id(), begun, provider.key());
    }
    ready.add(new Started("", model.id().model(), warnings));
    return begun;
  }

  private synchronized SocketChannel open() throws IOException {
    if (cancelled) {
      throw new ClosedChannelException();
    }
    channel = SocketChannel.open();
    return channel;
  }

  private ModelException explain(IOException problem) {
    Optional<Kind> expired = watch == null ? Optional.empty() : watch.expired();
    if (expired.isPresent()) {
      Kind kind = expired.get();
      return new TimedOutException(
          "the time-out " + kind.settingName() + " passed; ask again or allow more",
          details(),
          kind,
          watch.limit(kind),
          problem);
    }
    if (model.isClosed()) {
      return new CancelledException("its provider was closed", details(), problem);
    }
    return http == null
        ? new TransportException("no answer; is the server there?", details(), problem)
        : new InterruptedStreamException(
            "the connection broke; what came is in partial()", details(), problem);
  }

  private ErrorDetails details() {
    return ErrorDetails.of(model.id());
  }

  @Override
  public synchronized void cancel() {
    cancelled = true;
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void release() {
    cancel();
    provider.ended(cancelling);
    if (watch != null) {
      watch.end();
    }
  }
}
