package dev.parley.mock;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.Capabilities;
import dev.parley.chat.Capabilities.Support;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.ModelId;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.chat.TokenCount;
import dev.parley.error.InvalidRequestException;
import dev.parley.spi.PullStream;
import dev.parley.spi.Sleeper;
import dev.parley.spi.TokenEstimate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A model that asks nobody: it gives scripted replies, one for each request in the order in which
 * the exchanges begin, and records what it was asked. It keeps all promises of {@link ChatModel}
 * and {@link CompletionStream}; {@link #complete} is its stream, drained.
 *
 * <p>The time-outs of the request hold, {@link Timeouts#DEFAULTS} where it sets none, but for
 * {@link Kind#CONNECT}: there is nothing to connect to. A wait that is exactly as long as its
 * time-out is in time. After {@link #close} it refuses calls with {@link IllegalStateException}.
 *
 * <p>Thread-safe. It has no threads of its own.
 */
public final class MockChatModel implements ChatModel {
  private final ModelId id;
  private final Capabilities capabilities;
  private final Sleeper sleeper;
  private final Duration delay;
  private final Exchanges exchanges;

  private MockChatModel(Builder builder) {
    id = builder.id;
    capabilities = builder.capabilities;
    sleeper = builder.sleeper;
    delay = builder.delay;
    int scripted = builder.replies.size();
    exchanges =
        new Exchanges(
            builder.replies,
            builder.otherwise == null ? request -> noneLeft(scripted) : builder.otherwise);
  }

  /** {@return a builder of a model without replies} */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return a model that echoes: see {@link MockReply#echo}} */
  public static MockChatModel echo() {
    return builder()
        .id(new ModelId("mock", "echo"))
        .capabilities(Echo.CAPABILITIES)
        .otherwise(MockReply::echo)
        .build();
  }

  @Override
  public ModelId id() {
    return id;
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  /** {@return an estimate, never exact} */
  @Override
  public TokenCount countTokens(ChatRequest request) {
    exchanges.refuseClosed();
    return TokenEstimate.of(request);
  }

  @Override
  public Completion complete(ChatRequest request) {
    try (CompletionStream stream = open(request, Timeouts.PLAIN_CALL_DEFAULTS)) {
      return stream.completion();
    }
  }

  @Override
  public CompletionStream stream(ChatRequest request) {
    return open(request, Timeouts.DEFAULTS);
  }

  private CompletionStream open(ChatRequest request, Timeouts defaults) {
    exchanges.refuseClosed();
    TimedWaits waits = new TimedWaits(id, request.timeouts().orElse(defaults), sleeper);
    MockExchange exchange = new MockExchange(id, request, capabilities, exchanges, waits, delay);
    CompletionStream stream = new PullStream(id, request, exchange);
    exchanges.opened(exchange, stream);
    return stream;
  }

  /**
   * {@return the requests whose exchanges have begun, in that order} A stream's begins with its
   * first read; a request that is refused for what the model cannot do is not among them.
   */
  public List<ChatRequest> requests() {
    return exchanges.requests();
  }

  /**
   * {@return how many streams were handed out that have neither ended nor been closed} Plain calls
   * under way count, and so does a stream that nobody has read.
   */
  public int openStreams() {
    return exchanges.openStreams();
  }

  /** {@return how many streams and plain calls were given up before their end} */
  public int cancelledStreams() {
    return exchanges.cancelledStreams();
  }

  /** Cancels what is under way, and refuses later calls. Idempotent. */
  @Override
  public void close() {
    exchanges.close();
  }

  /** {@return its address} */
  @Override
  public String toString() {
    return id.toString();
  }

  private static MockReply noneLeft(int scripted) {
    return MockReply.failure(
        details ->
            new InvalidRequestException(
                "the script of this mock has "
                    + scripted
                    + " replies and they are used up; add one with reply(..), or say what comes"
                    + " then with otherwise(..)",
                details,
                null));
  }

  /** Builds a {@link MockChatModel}. Not thread-safe. */
  public static final class Builder {
    private final List<MockReply> replies = new ArrayList<>();
    private ModelId id = new ModelId("mock", "scripted");
    private Capabilities capabilities = Capabilities.all(Support.YES);
    private Sleeper sleeper = Sleeper.real();
    private Duration delay = Duration.ZERO;
    private @Nullable Function<? super ChatRequest, MockReply> otherwise;

    private Builder() {}

    /** Sets the address. Default {@code mock:scripted}. */
    public Builder id(ModelId value) {
      id = requireNonNull(value, "id");
      return this;
    }

    /** Sets what the model can do. Default: everything. */
    public Builder capabilities(Capabilities value) {
      capabilities = requireNonNull(value, "capabilities");
      return this;
    }

    /** Adds the next reply. */
    public Builder reply(MockReply reply) {
      replies.add(requireNonNull(reply, "reply"));
      return this;
    }

    /** Adds a reply of that text in one piece. */
    public Builder reply(String text) {
      return reply(MockReply.text(text));
    }

    /**
     * Sets what is answered once the scripted replies are used up. To repeat one: {@code request ->
     * reply}. Default: the call fails with {@link InvalidRequestException}, which no policy tries
     * again, and which says how many replies there were.
     *
     * @param answer runs on the reading thread; what it throws fails the call: an {@link Error},
     *     such as a failed assertion, as it is, anything else as the provider's own fault
     */
    public Builder otherwise(Function<? super ChatRequest, MockReply> answer) {
      otherwise = requireNonNull(answer, "answer");
      return this;
    }

    /**
     * Sets a pause before every event but the first. Default 0.
     *
     * @throws IllegalArgumentException if {@code betweenEvents} is negative
     */
    public Builder delay(Duration betweenEvents) {
      delay = MockReply.requireNotNegative(betweenEvents);
      return this;
    }

    /** Sets how time passes. Default {@link Sleeper#real()}. */
    public Builder sleeper(Sleeper value) {
      sleeper = requireNonNull(value, "sleeper");
      return this;
    }

    /** {@return the model} */
    public MockChatModel build() {
      return new MockChatModel(this);
    }
  }
}
