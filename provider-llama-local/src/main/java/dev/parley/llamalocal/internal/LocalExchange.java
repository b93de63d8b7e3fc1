package dev.parley.llamalocal.internal;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.ModelId;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Warning;
import dev.parley.error.ModelException;
import dev.parley.error.TimedOutException;
import dev.parley.spi.EventSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One streamed exchange: waits for the server, then passes its events on. */
final class LocalExchange implements EventSource {
  private final ModelId id;
  private final ModelServer server;
  private final ChatRequest request;
  private final Timeouts defaults;
  private final Patience patience;
  private volatile boolean cancelled;
  private volatile @Nullable EventSource events;
  private @Nullable ReadyServer ready;

  /** Does nothing before the first read; {@code defaults} hold for the exchange alone. */
  LocalExchange(ModelId id, ModelServer server, ChatRequest request, Timeouts defaults) {
    this.id = id;
    this.server = server;
    this.request = request;
    this.defaults = defaults;
    this.patience = new Patience(id, request.timeouts());
  }

  @Override
  public @Nullable CompletionEvent next() {
    EventSource running = events;
    ReadyServer from = ready;
    try {
      return running == null || from == null ? first() : further(running, from);
    } catch (TimedOutException e) {
      throw patience.asSet(e);
    }
  }

  private @Nullable CompletionEvent further(EventSource running, ReadyServer from) {
    try {
      return running.next();
    } catch (ModelException e) {
      throw explain(e, from);
    }
  }

  /** Whoever cancels breaks the connection, and need not wait for what the server has to say. */
  private ModelException explain(ModelException failure, ReadyServer from) {
    return cancelled ? failure : from.explain(failure);
  }

  /** The first event, for which a server that is loading is asked again. */
  private @Nullable CompletionEvent first() {
    while (true) {
      ReadyServer from = server.await(id, patience);
      EventSource opened = open(from);
      try {
        return withWarnings(opened.next());
      } catch (ModelException e) {
        if (!LlamaErrors.isLoading(e)) {
          throw explain(e, from);
        }
        opened.release();
        events = null;
        server.isLoading(id, from);
        patience.pause();
      }
    }
  }

  private EventSource open(ReadyServer from) {
    ChatRequest limited = patience.limit(request);
    ChatRequest whole = limited.toBuilder().timeouts(limited.timeouts().orElse(defaults)).build();
    EventSource opened;
    try {
      opened = from.chat().events(id.model(), from.capabilities(), whole);
    } catch (IllegalStateException e) {
      throw patience.closed(e); // After the stream was made.
    }
    ready = from;
    events = opened;
    if (cancelled) {
      opened.cancel();
    }
    return opened;
  }

  private @Nullable CompletionEvent withWarnings(@Nullable CompletionEvent event) {
    List<Warning> more = OptionNames.warnings(request.options(id.provider()));
    if (more.isEmpty() || !(event instanceof Started started)) {
      return event;
    }
    List<Warning> warnings = new ArrayList<>(started.warnings());
    warnings.addAll(more);
    return started.with(warnings);
  }

  @Override
  public void cancel() {
    cancelled = true;
    patience.cancel();
    EventSource running = events;
    if (running != null) {
      running.cancel();
    }
  }

  @Override
  public void release() {
    EventSource running = events;
    if (running != null) {
      running.release();
    }
  }
}
