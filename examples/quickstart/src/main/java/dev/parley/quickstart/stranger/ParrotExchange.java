package dev.parley.quickstart.stranger;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionEvent.UsageReported;
import dev.parley.chat.FinishReason;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.chat.Warning;
import dev.parley.error.CancelledException;
import dev.parley.error.ErrorDetails;
import dev.parley.error.InterruptedStreamException;
import dev.parley.error.ModelException;
import dev.parley.error.ProtocolException;
import dev.parley.error.RefusedLocallyException;
import dev.parley.error.TimedOutException;
import dev.parley.error.TransportException;
import dev.parley.spi.EventSource;
import dev.parley.spi.Loopback;
import dev.parley.spi.RequestCheck;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** One question to a parrot, and the events of its answer. */
final class ParrotExchange implements EventSource {
  private final ParrotProvider provider;
  private final ChatModel model;
  private final ChatRequest request;
  private final Timeouts limits;
  private final ErrorDetails.Builder details;
  private final Queue<CompletionEvent> ready = new ArrayDeque<>();
  private List<Warning> warnings = List.of();
  private FinishReason reason = FinishReason.STOP;
  private boolean started;
  private volatile boolean cancelled;
  private volatile @Nullable LineSocket socket;

  ParrotExchange(ParrotProvider provider, ChatModel model, ChatRequest request, Timeouts limits) {
    this.provider = provider;
    this.model = model;
    this.request = request;
    this.limits = limits;
    this.details = ErrorDetails.builder(model.id());
  }

  @Override
  public @Nullable CompletionEvent next() {
    try {
      LineSocket from = socket == null ? ask() : socket;
      while (ready.isEmpty()) {
        String line = from.line();
        if (line == null) {
          throw new InterruptedStreamException("there was no last word", details.build(), null);
        }
        take(line, from);
      }
      return ready.remove();
    } catch (IOException e) {
      throw broken(e, socket);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) { // Its text is private.
      throw new ProtocolException("a line of the answer is malformed", details.build(), null);
    }
  }

  private LineSocket ask() throws IOException {
    warnings = RequestCheck.check(model.id(), model.capabilities(), request);
    if (provider.offline() && !Loopback.names(provider.address().getHost())) {
      String problem = "setting \"parley.offline\" is on, and the parrot is on another machine";
      throw new RefusedLocallyException(
          problem, details.build(), RefusedLocallyException.Limiter.OFFLINE, null);
    }
    String question = ParrotWords.question(model.id(), request);
    LineSocket opened = new LineSocket(limits);
    socket = opened;
    provider.running().add(this);
    if (cancelled || provider.closed().get()) {
      cancel(); // Again, for there was no socket then.
    }
    details.status(opened.post(provider.address(), question));
    return opened;
  }

  private void take(String line, LineSocket from) {
    int blank = line.indexOf(' ');
    String rest = line.substring(blank + 1);
    switch (blank < 0 ? line : line.substring(0, blank)) {
      case "id" -> details.requestId(ParrotWords.plain(rest));
      case "wait" -> details.retryAfter(Duration.ofSeconds(Long.parseLong(rest)));
      case "text" -> give(new TextDelta(rest.translateEscapes()), from);
      case "tokens" -> give(new UsageReported(ParrotWords.usage(rest)), from);
      case "finish" -> reason = ParrotWords.reason(rest);
      case "bye" -> give(new Finished(reason), from);
      case "error" -> throw ParrotWords.error(rest, details);
      default -> {} // A comment, or a word of parrots yet to come.
    }
  }

  private void give(CompletionEvent event, LineSocket from) {
    if (!started) {
      started = true;
      ready.add(new Started("", "", warnings));
      from.watch.enter(Kind.SILENCE);
      from.watch.pause(); // A reader that takes its time over this event is no silence.
    }
    ready.add(event);
  }

  private ModelException broken(IOException problem, @Nullable LineSocket from) {
    ErrorDetails now = details.build();
    if (from != null && from.watch.expired().isPresent()) {
      Kind kind = from.watch.expired().get();
      String limit = "\"timeout." + kind.settingName() + "\" of " + from.watch.limit(kind);
      return new TimedOutException(
          limit + " has passed; raise it", now, kind, from.watch.limit(kind), problem);
    } else if (cancelled) { // The stream knows of its own caller, but not of the provider's.
      return new CancelledException("the provider was closed", now, problem);
    }
    return started
        ? new InterruptedStreamException("the connection broke in mid-answer", now, problem)
        : new TransportException(
            "no answer from " + provider.address() + "; is it right?", now, problem);
  }

  @Override
  public void cancel() {
    cancelled = true;
    LineSocket open = socket;
    if (open != null) {
      open.cut();
    }
  }

  @Override
  public void release() {
    provider.running().remove(this);
    LineSocket open = socket;
    if (open != null) {
      open.watch.end();
      open.cut();
    }
  }
}
