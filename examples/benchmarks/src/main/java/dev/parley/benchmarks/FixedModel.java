package dev.parley.benchmarks;

import dev.parley.chat.Capabilities;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.FinishReason;
import dev.parley.chat.ModelId;
import dev.parley.chat.TokenCount;
import dev.parley.message.Part;
import dev.parley.spi.EventSource;
import dev.parley.spi.PullStream;
import dev.parley.spi.TokenEstimate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A model that costs next to nothing, so that what wraps it shows. */
final class FixedModel implements ChatModel {
  private static final ModelId ID = new ModelId("fixed", "model");
  private static final FinishReason STOP = new FinishReason(FinishReason.Kind.STOP, "stop");

  private final List<CompletionEvent> events = new ArrayList<>();
  private final Completion answer =
      Completion.builder(ID).content(List.of(Part.text("Hello"))).finishReason(STOP).build();

  FixedModel(int tokens) {
    events.add(new Started("id", "model", List.of()));
    for (int i = 0; i < tokens; i++) {
      events.add(new TextDelta(" token"));
    }
    events.add(new Finished(STOP));
  }

  @Override
  public ModelId id() {
    return ID;
  }

  @Override
  public Capabilities capabilities() {
    return Capabilities.UNKNOWN;
  }

  @Override
  public TokenCount countTokens(ChatRequest request) {
    return TokenEstimate.of(request);
  }

  @Override
  public Completion complete(ChatRequest request) {
    return answer;
  }

  @Override
  public CompletionStream stream(ChatRequest request) {
    return new PullStream(ID, request, new Replay(events.iterator()));
  }

  @Override
  public void close() {}

  private record Replay(Iterator<CompletionEvent> events) implements EventSource {
    @Override
    public @Nullable CompletionEvent next() {
      return events.hasNext() ? events.next() : null;
    }

    @Override
    public void cancel() {}

    @Override
    public void release() {}
  }
}
