package dev.parley.mock;

import dev.parley.chat.Capabilities;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.ModelId;
import dev.parley.chat.Warning;
import dev.parley.error.ErrorDetails;
import dev.parley.mock.Step.Begin;
import dev.parley.mock.Step.Emit;
import dev.parley.mock.Step.Fail;
import dev.parley.mock.Step.Finish;
import dev.parley.mock.Step.Hang;
import dev.parley.mock.Step.Pause;
import dev.parley.spi.EventSource;
import dev.parley.spi.RequestCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plays one reply. */
final class MockExchange implements EventSource {
  private final ModelId model;
  private final ChatRequest request;
  private final Capabilities capabilities;
  private final Exchanges exchanges;
  private final TimedWaits waits;
  private final Duration pace;
  private List<Warning> warnings = List.of();
  private @Nullable MockReply reply;
  private int position;
  private boolean started;

  MockExchange(
      ModelId model,
      ChatRequest request,
      Capabilities capabilities,
      Exchanges exchanges,
      TimedWaits waits,
      Duration pace) {
    this.model = model;
    this.request = request;
    this.capabilities = capabilities;
    this.exchanges = exchanges;
    this.waits = waits;
    this.pace = pace;
  }

  @Override
  public @Nullable CompletionEvent next() {
    MockReply playing = reply;
    if (playing == null) {
      waits.start();
      warnings = RequestCheck.check(model, capabilities, request);
      playing = exchanges.begin(request);
      reply = playing;
    }
    while (true) {
      Step step = playing.steps().get(position);
      boolean event = step instanceof Emit || step instanceof Finish;
      if (!started && (event || step instanceof Begin)) {
        // The step itself, unless it is this very event, comes with the next call.
        return begin(playing);
      }
      position++;
      if (event) {
        return emit(step);
      } else if (step instanceof Pause pause) {
        waits.pass(pause.duration());
      } else if (step instanceof Fail fail) {
        throw fail.failure().apply(ErrorDetails.of(model));
      } else if (step instanceof Hang) {
        waits.hang();
      } else if (!(step instanceof Begin)) {
        return null;
      }
    }
  }

  private CompletionEvent begin(MockReply playing) {
    started = true;
    waits.event();
    List<Warning> all = new ArrayList<>(warnings);
    all.addAll(playing.warnings());
    return new Started(playing.id(), playing.answeredBy().orElse(model.model()), all);
  }

  private CompletionEvent emit(Step step) {
    waits.pass(pace);
    CompletionEvent event =
        step instanceof Emit emit ? emit.event().apply(model) : ((Finish) step).event();
    waits.event();
    return event;
  }

  @Override
  public void cancel() {
    waits.cancel();
    exchanges.cancelled();
  }

  @Override
  public void release() {
    exchanges.over(this);
  }
}
