package dev.parley.chatcompletions.internal;

import dev.parley.chat.Capabilities;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.ModelId;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.chat.TokenCount;
import dev.parley.chat.Warning;
import dev.parley.chatcompletions.Dialect;
import dev.parley.error.CancelledException;
import dev.parley.error.ErrorDetails;
import dev.parley.spi.CompletionAccumulator;
import dev.parley.spi.PullStream;
import dev.parley.spi.RequestCheck;
import dev.parley.spi.TokenEstimate;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import okhttp3.Response;

/** A model behind a server that speaks Chat Completions. */
public final class ChatCompletionsModel implements ChatModel {
  private static final String PATH = "chat/completions";
  private final ModelId id;
  private final Capabilities capabilities;
  private final HttpTransport transport;
  private final RequestEncoder encoder;
  private final AnswerReader reader;
  private volatile boolean closed;

  /** A model that shares {@code transport} with others. */
  public ChatCompletionsModel(
      ModelId id, Capabilities capabilities, Dialect dialect, HttpTransport transport) {
    this.id = id;
    this.capabilities = capabilities;
    this.transport = transport;
    this.encoder = new RequestEncoder(id, dialect);
    this.reader = new AnswerReader(id, transport, Clock.systemUTC());
  }

  @Override
  public ModelId id() {
    return id;
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public TokenCount countTokens(ChatRequest request) {
    return TokenEstimate.of(request);
  }

  @Override
  public Completion complete(ChatRequest request) {
    requireOpen();
    List<Warning> warnings = RequestCheck.check(id, capabilities, request);
    if (Thread.currentThread().isInterrupted()) {
      throw reader.failures().cancelled(null);
    }
    try (Exchange exchange =
        transport.post(
            PATH,
            encoder.encode(request, false),
            request.timeouts().orElse(Timeouts.PLAIN_CALL_DEFAULTS))) {
      Response response = reader.start(exchange);
      exchange.enter(Kind.SILENCE);
      AnswerReader.Answer answer = reader.answer(exchange, response);
      CompletionAccumulator whole = new CompletionAccumulator(id, request);
      new AnswerDecoder(id, warnings, false, whole::add)
          .answeredWith(reader.details(response))
          .whole(answer.json());
      Completion completion = whole.snapshot();
      return request.rawChunks()
          ? completion.toBuilder().rawJson(answer.text().get()).build()
          : completion;
    }
  }

  @Override
  public CompletionStream stream(ChatRequest request) {
    requireOpen();
    return new PullStream(id, request, new StreamExchange(events -> open(request, events), reader));
  }

  private StreamExchange.Opened open(ChatRequest request, Consumer<CompletionEvent> events) {
    if (isClosed()) {
      throw new CancelledException(
          "the model was closed before the stream was read", ErrorDetails.of(id), null);
    }
    List<Warning> warnings = RequestCheck.check(id, capabilities, request);
    Timeouts limits = request.timeouts().orElse(Timeouts.DEFAULTS);
    return new StreamExchange.Opened(
        transport.postForStream(PATH, encoder.encode(request, true), limits),
        new AnswerDecoder(id, warnings, request.rawChunks(), events));
  }

  private void requireOpen() {
    if (isClosed()) {
      throw new IllegalStateException("The model " + id + " is closed");
    }
  }

  private boolean isClosed() {
    return closed || transport.isClosed();
  }

  @Override
  public void close() {
    closed = true;
  }
}
