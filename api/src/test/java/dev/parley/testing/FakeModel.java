package dev.parley.testing;

import dev.parley.chat.Capabilities;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.FinishReason;
import dev.parley.chat.ModelId;
import dev.parley.chat.TokenCount;
import dev.parley.spi.CompletionAccumulator;
import dev.parley.spi.PullStream;
import dev.parley.spi.TokenEstimate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** Answers with the events that a function gives for a request; remembers the requests. */
public final class FakeModel implements ChatModel {
  private final ModelId id;
  private final Function<ChatRequest, List<CompletionEvent>> script;
  private final List<ChatRequest> requests = new CopyOnWriteArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  public FakeModel(String address, Function<ChatRequest, List<CompletionEvent>> script) {
    this.id = ModelId.parse(address);
    this.script = script;
  }

  /** A model that says {@code text}. */
  public static FakeModel saying(String address, String text) {
    return new FakeModel(address, request -> answer(text));
  }

  /** A model whose every call fails with {@code problem}. */
  public static FakeModel failing(String address, RuntimeException problem) {
    return new FakeModel(
        address,
        request -> {
          throw problem;
        });
  }

  /** The events of an answer that is {@code text}. */
  public static List<CompletionEvent> answer(String text) {
    return List.of(new TextDelta(text), new Finished(FinishReason.STOP));
  }

  public List<ChatRequest> requests() {
    return requests;
  }

  public ChatRequest lastRequest() {
    return requests.get(requests.size() - 1);
  }

  public boolean closed() {
    return closed.get();
  }

  @Override
  public ModelId id() {
    return id;
  }

  @Override
  public Capabilities capabilities() {
    return Capabilities.UNKNOWN;
  }

  @Override
  public TokenCount countTokens(ChatRequest request) {
    requests.add(request);
    return TokenEstimate.of(request);
  }

  @Override
  public Completion complete(ChatRequest request) {
    requests.add(request);
    CompletionAccumulator whole = new CompletionAccumulator(id, request);
    script.apply(request).forEach(whole::add);
    return whole.snapshot();
  }

  @Override
  public CompletionStream stream(ChatRequest request) {
    requests.add(request);
    return new PullStream(id, request, new ListSource(script.apply(request)));
  }

  @Override
  public void close() {
    closed.set(true);
  }
}
