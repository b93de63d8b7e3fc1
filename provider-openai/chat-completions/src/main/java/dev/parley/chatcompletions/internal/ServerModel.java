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
import dev.parley.error.ModelException;
import dev.parley.error.NotFoundException;
import dev.parley.error.ProtocolException;
import dev.parley.spi.CompletionAccumulator;
import dev.parley.spi.EventSource;
import dev.parley.spi.PullStream;
import dev.parley.spi.RequestCheck;
import dev.parley.spi.TokenCounter;
import dev.parley.spi.TokenEstimate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** A model behind a server, whichever protocol it speaks. */
public final class ServerModel implements ChatModel {
  private final ModelId id;
  private final Capabilities capabilities;
  private final Dialect dialect;
  private final HttpTransport transport;
  private final Protocol protocol;
  private final Function<ChatRequest, Optional<TokenCount>> counter;
  private final AnswerReader reader;
  private volatile boolean closed;

  private ServerModel(
      ModelId id,
      Capabilities capabilities,
      Dialect dialect,
      Protocol protocol,
      HttpTransport transport,
      Function<ChatRequest, Optional<TokenCount>> counter) {
    this.id = id;
    this.capabilities = capabilities;
    this.dialect = dialect;
    this.protocol = protocol;
    this.transport = transport;
    this.counter = counter;
    this.reader = new AnswerReader(id, transport, Clock.systemUTC());
  }

  /** A model that speaks Chat Completions, whose tokens the server counts, or nobody. */
  public static ServerModel chatCompletions(
      ModelId id, Capabilities capabilities, Dialect dialect, HttpTransport transport) {
    return chatCompletions(id, capabilities, dialect, transport, Optional.empty());
  }

  /**
   * A model that speaks Chat Completions and shares {@code transport} with others; {@code counter}
   * counts without asking.
   */
  public static ServerModel chatCompletions(
      ModelId id,
      Capabilities capabilities,
      Dialect dialect,
      HttpTransport transport,
      Optional<TokenCounter> counter) {
    boolean offline = transport.endpoint().offline();
    Protocol protocol = Protocol.chatCompletions(id, capabilities, dialect, offline);
    return new ServerModel(
        id,
        capabilities,
        dialect,
        protocol,
        transport,
        request -> counter.flatMap(installed -> installed.count(id, request)));
  }

  /**
   * A model that speaks the Responses API and shares {@code transport} with others; what {@code
   * counter} counts is an estimate: it counts as for Chat Completions, where tools take more.
   */
  public static ServerModel responses(
      ModelId id,
      Capabilities capabilities,
      Dialect dialect,
      HttpTransport transport,
      Optional<TokenCounter> counter) {
    boolean offline = transport.endpoint().offline();
    Protocol protocol = Protocol.responses(id, capabilities, dialect, offline);
    return new ServerModel(
        id,
        ResponsesEncoder.within(capabilities),
        dialect,
        protocol,
        transport,
        request ->
            counter
                .flatMap(installed -> installed.count(id, request))
                .map(count -> new TokenCount(count.tokens(), false)));
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
      return counter.apply(request).orElseGet(() -> TokenEstimate.of(request));
    }
    RequestCheck.check(id, capabilities, request);
    Timeouts limits = request.timeouts().orElse(Timeouts.PLAIN_CALL_DEFAULTS);
    AnswerReader.Answer answer;
    try {
      answer =
          reader.ask(
              () -> transport.post(path.get(), protocol.encoder().encode(request, false), limits));
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
    Decoder decoder = protocol.answers().decoder(request, warnings, false, whole::add);
    Supplier<String> text;
    try {
      text =
          reader.ask(
              () ->
                  transport.post(
                      path(),
                      protocol.encoder().encode(request, false),
                      request.idempotencyKey(),
                      limits),
              (exchange, response) -> reader.whole(exchange, response, exchange, decoder));
    } catch (ModelException e) {
      throw withPartial(whole.snapshot(), e);
    }
    Completion completion = whole.snapshot();
    return request.rawChunks() ? completion.toBuilder().rawJson(text.get()).build() : completion;
  }

  /** An answer that had begun when it turned out to be none, such as a failed one, has its cost. */
  private static ModelException withPartial(Completion partial, ModelException failure) {
    return partial.id().isEmpty()
        ? failure
        : failure.withDetails(failure.details().toBuilder().partial(partial).build());
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
            path(),
            protocol.encoder().encode(request, true),
            request.idempotencyKey(),
            dialect.connectionKeptAfterStream(),
            limits),
        protocol.answers().decoder(request, warnings, request.rawChunks(), events));
  }

  private List<Warning> check(ChatRequest request) {
    List<Warning> warnings = new ArrayList<>(RequestCheck.check(id, capabilities, request));
    warnings.addAll(protocol.encoder().warnings(request));
    return List.copyOf(warnings); // None takes no room.
  }

  private String path() {
    return transport.endpoint().path(id.model(), protocol.path());
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
