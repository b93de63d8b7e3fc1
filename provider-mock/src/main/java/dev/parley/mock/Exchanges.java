package dev.parley.mock;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What a mock was asked, what it answers next, and what is under way. Thread-safe. */
final class Exchanges {
  private final List<MockReply> scripted;
  private final Function<? super ChatRequest, MockReply> otherwise;
  private final List<ChatRequest> requests = new ArrayList<>();
  private final Map<MockExchange, CompletionStream> open = new LinkedHashMap<>();
  private int cancelled;
  private boolean closed;

  Exchanges(List<MockReply> scripted, Function<? super ChatRequest, MockReply> otherwise) {
    this.scripted = List.copyOf(scripted);
    this.otherwise = otherwise;
  }

  synchronized void refuseClosed() {
    if (closed) {
      throw new IllegalStateException("This mock model is closed; open another one");
    }
  }

  synchronized void opened(MockExchange exchange, CompletionStream stream) {
    refuseClosed();
    open.put(exchange, stream);
  }

  MockReply begin(ChatRequest request) {
    int number;
    synchronized (this) {
      number = requests.size();
      requests.add(request);
    }
    // Outside the lock, for it is the user's code.
    return number < scripted.size() ? scripted.get(number) : otherwise.apply(request);
  }

  synchronized void cancelled() {
    cancelled++;
  }

  synchronized void over(MockExchange exchange) {
    open.remove(exchange);
  }

  synchronized List<ChatRequest> requests() {
    return List.copyOf(requests);
  }

  synchronized int openStreams() {
    return open.size();
  }

  synchronized int cancelledStreams() {
    return cancelled;
  }

  void close() {
    List<CompletionStream> running;
    synchronized (this) {
      closed = true;
      running = List.copyOf(open.values());
    }
    // A stream that ends now calls back on its own thread: no lock while it is closed.
    running.forEach(CompletionStream::close);
  }
}
