package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.Capabilities;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.ModelId;
import dev.parley.chat.Timeouts;
import dev.parley.chat.TokenCount;
import dev.parley.chat.Warning;
import dev.parley.chatcompletions.Dialect;
import dev.parley.error.CancelledException;
import dev.parley.error.ErrorDetails;
import dev.parley.error.NotFoundException;
import dev.parley.error.ProtocolException;
import dev.parley.spi.CompletionAccumulator;
import dev.parley.spi.EventSource;
import dev.parley.spi.PullStream;
import dev.parley.spi.RequestCheck;
import dev.parley.spi.TokenEstimate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A model behind a server that speaks Chat Completions. */
public final class ChatCompletionsModel implements ChatModel {
  private static final String PATH = "chat/completions";
  private final ModelId id;
  private final Capabilities capabilities;
  private final Dialect dialect;
  private final HttpTransport transport;
  private final RequestEncoder encoder;
  private final AnswerReader reader;
  private volatile boolean closed;

  /** A model that shares {@code transport} with others. */
  public ChatCompletionsModel(
      ModelId id, Capabilities capabilities, Dialect dialect, HttpTransport transport) {
    this.id = id;
    this.capabilities = capabilities;
    this.dialect = dialect;
    this.transport = transport;
    this.encoder = new RequestEncoder(id, capabilities, dialect, transport.endpoint().offline());
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
    requireOpen();
    Optional<String> path = dialect.tokenCountPath();
    if (path.isEmpty()) {
      return TokenEstimate.of(request);
    }
    RequestCheck.check(id, capabilities, request);
    Timeouts limits = request.timeouts().orElse(Timeouts.PLAIN_CALL_DEFAULTS);
    AnswerReader.Answer answer;
    try {
      answer = reader.ask(() -> transport.post(path.get(), encoder.encode(request, false), limits));
    } catch (NotFoundException e) {
      return TokenEstimate.of(request); // A server that cannot, or a model that the call will miss.
    }
    JsonNode tokens = answer.json().path("input_tokens");
    if (!tokens.canConvertToExactIntegral()
        || !tokens.canConvertToLong()
        || tokens.longValue() < 0) {
      throw new ProtocolException(
          "the server's count of tokens has no number at input_tokens", answer.details(), null);
    }
    return new TokenCount(tokens.longValue(), true);
  }

  /** What the server says of the model at a path under its base URL. */
  public Map<String, Object> get(String path, Timeouts limits) {
    requireOpen();
    AnswerReader.Answer answer = reader.ask(() -> transport.get(path, id.model(), limits));
    return Json.object(answer.json())
        .orElseThrow(
            () ->
                new ProtocolException(
                    "the answer at \"" + path + "\" is no JSON object", answer.details(), null));
  }

  @Override
  public Completion complete(ChatRequest request) {
    requireOpen();
    List<Warning> warnings = check(request);
    Timeouts limits = request.timeouts().orElse(Timeouts.PLAIN_CALL_DEFAULTS);
    CompletionAccumulator whole = new CompletionAccumulator(id, request);
    AnswerDecoder decoder = decoder(request, warnings, false, whole::add);
    Supplier<String> text =
        reader.ask(
            () -> transport.post(path(), encoder.encode(request, false), limits),
            (exchange, response) -> reader.whole(exchange, response, exchange, decoder));
    Completion completion = whole.snapshot();
    return request.rawChunks() ? completion.toBuilder().rawJson(text.get()).build() : completion;
  }

  @Override
  public CompletionStream stream(ChatRequest request) {
    return new PullStream(id, request, events(request));
  }

  /** The events of an answer that has not begun. */
  public EventSource events(ChatRequest request) {
    requireOpen();
    return new StreamExchange(events -> open(request, events), reader);
  }

  private StreamExchange.Opened open(ChatRequest request, Consumer<CompletionEvent> events) {
    if (isClosed()) {
      throw new CancelledException(
          "the model was closed before the stream was read", ErrorDetails.of(id), null);
    }
    List<Warning> warnings = check(request);
    reader.requireAllowed();
    Timeouts limits = request.timeouts().orElse(Timeouts.DEFAULTS);
    return new StreamExchange.Opened(
        transport.postForStream(
            path(), encoder.encode(request, true), dialect.connectionKeptAfterStream(), limits),
        decoder(request, warnings, request.rawChunks(), events));
  }

  private List<Warning> check(ChatRequest request) {
    List<Warning> warnings = new ArrayList<>(RequestCheck.check(id, capabilities, request));
    warnings.addAll(encoder.warnings(request));
    return warnings;
  }

  private AnswerDecoder decoder(
      ChatRequest request,
      List<Warning> warnings,
      boolean rawChunks,
      Consumer<CompletionEvent> events) {
    return new AnswerDecoder(id, warnings, rawChunks, events)
        .speaking(AudioDecoder.typeOf(request, id.provider()));
  }

  private String path() {
    return transport.endpoint().path(id.model(), PATH);
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
