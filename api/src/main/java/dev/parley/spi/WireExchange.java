package dev.parley.spi;

import dev.parley.chat.ChatModel;
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
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The events of one {@link Wire}, under its time-outs. */
final class WireExchange implements EventSource {
  private final StreamedModels models;
  private final ChatModel model;
  private final ChatRequest request;
  private final Timeouts limits;
  private final BiFunction<? super ChatRequest, ? super Watchdog.Watch, ? extends Wire> wires;
  private final Queue<CompletionEvent> ready = new ArrayDeque<>();
  private List<Warning> warnings = List.of();
  private boolean started;
  private Watchdog.@Nullable Watch watch;
  private volatile @Nullable Wire wire;
  private volatile boolean cancelled;

  /** An exchange that begins when the first event is asked for. */
  WireExchange(
      StreamedModels models,
      ChatModel model,
      ChatRequest request,
      Timeouts limits,
      BiFunction<? super ChatRequest, ? super Watchdog.Watch, ? extends Wire> wires) {
    this.models = models;
    this.model = model;
    this.request = request;
    this.limits = limits;
    this.wires = wires;
  }

  @Override
  public CompletionEvent next() {
    Watchdog.Watch watching = watch == null ? watched() : watch;
    try {
      Wire open = wire == null ? sent(watching) : wire;
      while (ready.isEmpty()) {
        watching.activity();
        open.read(ready::add);
        watching.pause(); // A reader that takes its time is no silence.
      }
    } catch (IOException e) {
      throw explain(e, watching);
    }
    if (!started) {
      started = true;
      watching.enter(Kind.SILENCE);
      return new Started("", model.id().model(), warnings);
    }
    return ready.remove();
  }

  private Watchdog.Watch watched() {
    warnings = RequestCheck.check(model.id(), model.capabilities(), request);
    watch = Watchdog.shared().watch(limits, this::cut);
    return watch;
  }

  private Wire sent(Watchdog.Watch watching) throws IOException {
    Wire opened = wires.apply(request, watching);
    wire = opened;
    models.begins(this);
    if (cancelled || watching.expired().isPresent()) {
      opened.cut(); // There was none when it should have been.
    }
    opened.send();
    return opened;
  }

  private ModelException explain(IOException problem, Watchdog.Watch watching) {
    ErrorDetails details = ErrorDetails.of(model.id());
    Optional<Kind> expired = watching.expired();
    if (expired.isPresent()) {
      return timedOut(expired.get(), watching.limit(expired.get()).toMillis(), problem);
    }
    if (models.isClosed()) {
      return new CancelledException("the provider was closed meanwhile", details, problem);
    }
    String kind = problem.getClass().getSimpleName();
    return started
        ? new InterruptedStreamException(
            "the connection broke in mid-stream (" + kind + "); what came is in partial()",
            details,
            problem)
        : new TransportException(
            "no answer came (" + kind + "); is the server running, and its address right?",
            details,
            problem);
  }

  private TimedOutException timedOut(Kind kind, long millis, IOException cause) {
    return new TimedOutException(
        "the time-out of "
            + millis
            + " ms has passed; raise setting \"timeout."
            + kind.settingName()
            + "\" or the request's time-out",
        ErrorDetails.of(model.id()),
        kind,
        limits.get(kind).orElseThrow(),
        cause);
  }

  @Override
  public void cancel() {
    cancelled = true;
    cut();
  }

  private void cut() {
    Wire open = wire;
    if (open != null) {
      open.cut();
    }
  }

  @Override
  public void release() {
    models.ends(this);
    if (watch != null) {
      watch.end();
    }
    Wire open = wire;
    if (open != null) {
      open.close();
    }
  }
}
