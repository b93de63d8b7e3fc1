package dev.parley.mock;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.ModelId;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.chat.Usage;
import dev.parley.embedding.Embedding;
import dev.parley.embedding.EmbeddingModel;
import dev.parley.embedding.EmbeddingRequest;
import dev.parley.embedding.Embeddings;
import dev.parley.error.CancelledException;
import dev.parley.error.ErrorDetails;
import dev.parley.error.ModelException;
import dev.parley.spi.Sleeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A model that makes vectors and asks nobody. A text's vector has length 1, is the same on every
 * machine and in every release, and is the nearer to another's the more words they share, so that a
 * search over a handful of texts finds what it should. Failures are scripted; it records what it
 * was asked.
 *
 * <p>The time-outs of the request hold, {@link Timeouts#PLAIN_CALL_DEFAULTS} where it sets none,
 * but for {@link Kind#CONNECT}: there is nothing to connect to. Usage is an estimate.
 *
 * <p>Thread-safe. It has no threads of its own.
 */
public final class MockEmbeddingModel implements EmbeddingModel {
  private final ModelId id;
  private final int dimensions;
  private final Duration delay;
  private final Sleeper sleeper;
  private final List<Function<? super ErrorDetails, ? extends ModelException>> failures;
  private final @Nullable Function<? super ErrorDetails, ? extends ModelException> otherwise;
  private final List<EmbeddingRequest> requests = new ArrayList<>();
  private final Set<TimedWaits> running = new HashSet<>();
  private boolean closed;

  private MockEmbeddingModel(Builder builder) {
    id = builder.id;
    dimensions = builder.dimensions;
    delay = builder.delay;
    sleeper = builder.sleeper;
    failures = List.copyOf(builder.failures);
    otherwise = builder.otherwise;
  }

  /** {@return a builder} */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public ModelId id() {
    return id;
  }

  @Override
  public Embeddings embed(EmbeddingRequest request) {
    Timeouts limits = request.timeouts().orElse(Timeouts.PLAIN_CALL_DEFAULTS);
    TimedWaits waits = new TimedWaits(id, limits, sleeper);
    if (Thread.currentThread().isInterrupted()) {
      throw new CancelledException("the thread was interrupted", ErrorDetails.of(id), null);
    }
    int number = begin(request, waits);
    try {
      waits.start();
      waits.pass(delay);
    } finally {
      end(waits);
    }
    @Nullable Function<? super ErrorDetails, ? extends ModelException> failure =
        number < failures.size() ? failures.get(number) : otherwise;
    if (failure != null) {
      throw failure.apply(ErrorDetails.of(id));
    }
    return answer(request);
  }

  private synchronized int begin(EmbeddingRequest request, TimedWaits waits) {
    if (closed) {
      throw new IllegalStateException("This mock model is closed; open another one");
    }
    requests.add(request);
    running.add(waits);
    return requests.size() - 1;
  }

  private synchronized void end(TimedWaits waits) {
    running.remove(waits);
  }

  private Embeddings answer(EmbeddingRequest request) {
    int length = request.dimensions().orElse(dimensions);
    List<Embedding> vectors = new ArrayList<>();
    long characters = 0;
    for (String text : request.texts()) {
      vectors.add(HashedVector.of(text, length));
      characters += text.length();
    }
    return Embeddings.builder(vectors)
        .model(id.model())
        .usage(Usage.estimated(Math.max(1, characters / 4), 0))
        .build();
  }

  /** {@return the requests so far, in the order in which they came} */
  public synchronized List<EmbeddingRequest> requests() {
    return List.copyOf(requests);
  }

  /** {@return how many calls are under way} */
  public synchronized int openCalls() {
    return running.size();
  }

  /** Cancels what is under way, and refuses later calls. Idempotent. */
  @Override
  public synchronized void close() {
    closed = true;
    running.forEach(TimedWaits::cancel);
  }

  /** {@return the address} */
  @Override
  public String toString() {
    return id.toString();
  }

  /** Builds a {@link MockEmbeddingModel}. Not thread-safe. */
  public static final class Builder {
    private final List<Function<? super ErrorDetails, ? extends ModelException>> failures =
        new ArrayList<>();
    private ModelId id = new ModelId("mock", "hash");
    private int dimensions = 256;
    private Duration delay = Duration.ZERO;
    private Sleeper sleeper = Sleeper.real();
    private @Nullable Function<? super ErrorDetails, ? extends ModelException> otherwise;

    private Builder() {}

    /** Sets the address. Default {@code mock:hash}. */
    public Builder id(ModelId value) {
      id = requireNonNull(value, "id");
      return this;
    }

    /**
     * Sets how many numbers the vectors have where a request does not say. Default 256.
     *
     * @throws IllegalArgumentException if {@code value} is less than 1
     */
    public Builder dimensions(int value) {
      if (value < 1) {
        throw new IllegalArgumentException("dimensions must be at least 1: " + value);
      }
      dimensions = value;
      return this;
    }

    /** Lets the next call fail; later ones, once all failures are used up, do not. */
    public Builder failWith(Function<? super ErrorDetails, ? extends ModelException> failure) {
      failures.add(requireNonNull(failure, "failure"));
      return this;
    }

    /** Lets all calls fail once those of {@link #failWith} are used up. */
    Builder otherwiseFailWith(Function<? super ErrorDetails, ? extends ModelException> failure) {
      otherwise = failure;
      return this;
    }

    /**
     * Sets a pause before each answer or failure. Default 0.
     *
     * @throws IllegalArgumentException if {@code beforeAnswer} is negative
     */
    public Builder delay(Duration beforeAnswer) {
      delay = MockReply.requireNotNegative(beforeAnswer);
      return this;
    }

    /** Sets how time passes. Default {@link Sleeper#real()}. */
    public Builder sleeper(Sleeper value) {
      sleeper = requireNonNull(value, "sleeper");
      return this;
    }

    /** {@return the model} */
    public MockEmbeddingModel build() {
      return new MockEmbeddingModel(this);
    }
  }
}
