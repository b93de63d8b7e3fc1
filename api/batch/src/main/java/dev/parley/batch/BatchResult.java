package dev.parley.batch;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.FinishReason;
import dev.parley.chat.ModelId;
import dev.parley.chat.Usage;
import dev.parley.message.AssistantMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What became of one row in one run: a line of the log. Immutable. */
public final class BatchResult {
  private final String id;
  private final BatchOutcome outcome;
  private final long line;
  private final String fingerprint;
  private final @Nullable ModelId asked;
  private final @Nullable ModelId model;
  private final @Nullable AssistantMessage message;
  private final @Nullable FinishReason finishReason;
  private final Usage usage;
  private final @Nullable Cost cost;
  private final int attempts;
  private final Instant queued;
  private final @Nullable Instant started;
  private final Instant ended;
  private final @Nullable Duration latency;
  private final @Nullable BatchError error;

  private BatchResult(Builder builder) {
    id = builder.id;
    outcome = builder.outcome;
    line = builder.line;
    fingerprint = builder.fingerprint;
    asked = builder.asked;
    model = builder.model;
    message = builder.message;
    finishReason = builder.finishReason;
    usage = builder.usage;
    cost = builder.cost;
    attempts = builder.attempts;
    queued = builder.queued;
    started = builder.started;
    ended = builder.ended;
    latency = builder.latency;
    error = builder.error;
  }

  static Builder builder(String id, BatchOutcome outcome) {
    return new Builder(id, outcome);
  }

  /** {@return the row's id; for a row without a usable one, an id made of its line} */
  public String id() {
    return id;
  }

  /** {@return what became of the row} */
  public BatchOutcome outcome() {
    return outcome;
  }

  /** {@return the line of the input, from 1, where there was one} */
  public OptionalLong line() {
    return line == 0 ? OptionalLong.empty() : OptionalLong.of(line);
  }

  /**
   * {@return a hash of what was asked, by which a changed row is told; not secret, not a prompt}
   */
  public String fingerprint() {
    return fingerprint;
  }

  /** {@return the model of the batch, which was to be asked; empty for an invalid row} */
  public Optional<ModelId> asked() {
    return Optional.ofNullable(asked);
  }

  /**
   * {@return who answered or failed; empty if nobody did} Not the one that {@link #asked} names if
   * a fallback passed the call on.
   */
  public Optional<ModelId> model() {
    return Optional.ofNullable(model);
  }

  /** {@return the answer's text; empty if there is none} */
  public String text() {
    return message == null ? "" : message.text();
  }

  /** {@return the whole answer; what had arrived of a refused one, where something had} */
  public Optional<AssistantMessage> message() {
    return Optional.ofNullable(message);
  }

  /** {@return why the answer ended} */
  public Optional<FinishReason> finishReason() {
    return Optional.ofNullable(finishReason);
  }

  /** {@return what all attempts of this run used, as far as is known} */
  public Usage usage() {
    return usage;
  }

  /** {@return what they cost, if there is a price} */
  public Optional<Cost> cost() {
    return Optional.ofNullable(cost);
  }

  /** {@return how often it was sent in this run; 0 if never} */
  public int attempts() {
    return attempts;
  }

  /** {@return when the row was read} */
  public Instant queued() {
    return queued;
  }

  /** {@return when it was first sent; empty if never} */
  public Optional<Instant> started() {
    return Optional.ofNullable(started);
  }

  /** {@return when its outcome was known} */
  public Instant ended() {
    return ended;
  }

  /** {@return how long the last attempt took, from sending to its end; empty if there was none} */
  public Optional<Duration> latency() {
    return Optional.ofNullable(latency);
  }

  /** {@return why there is no answer; empty for {@link BatchOutcome#OK}} */
  public Optional<BatchError> error() {
    return Optional.ofNullable(error);
  }

  /** {@return id, outcome and attempts, never the answer} */
  @Override
  public String toString() {
    return "BatchResult[" + id + ", " + outcome + ", attempts " + attempts + "]";
  }

  /** Collects a result. Not thread-safe. */
  static final class Builder {
    private final String id;
    private final BatchOutcome outcome;
    private long line;
    private String fingerprint = "";
    private @Nullable ModelId asked;
    private @Nullable ModelId model;
    private @Nullable AssistantMessage message;
    private @Nullable FinishReason finishReason;
    private Usage usage = Usage.NONE;
    private @Nullable Cost cost;
    private int attempts;
    private Instant queued = Instant.EPOCH;
    private @Nullable Instant started;
    private Instant ended = Instant.EPOCH;
    private @Nullable Duration latency;
    private @Nullable BatchError error;

    private Builder(String id, BatchOutcome outcome) {
      this.id = requireNonNull(id, "id");
      this.outcome = requireNonNull(outcome, "outcome");
    }

    Builder line(long value) {
      line = value;
      return this;
    }

    Builder fingerprint(String value) {
      fingerprint = value;
      return this;
    }

    Builder asked(@Nullable ModelId value) {
      asked = value;
      return this;
    }

    Builder model(@Nullable ModelId value) {
      model = value;
      return this;
    }

    Builder message(@Nullable AssistantMessage value) {
      message = value;
      return this;
    }

    Builder finishReason(@Nullable FinishReason value) {
      finishReason = value;
      return this;
    }

    Builder usage(Usage value) {
      usage = value;
      return this;
    }

    Builder cost(@Nullable Cost value) {
      cost = value;
      return this;
    }

    Builder attempts(int value) {
      attempts = value;
      return this;
    }

    Builder times(Instant queuedAt, @Nullable Instant startedAt, Instant endedAt) {
      queued = queuedAt;
      started = startedAt;
      ended = endedAt;
      return this;
    }

    Builder latency(@Nullable Duration value) {
      latency = value;
      return this;
    }

    Builder error(@Nullable BatchError value) {
      error = value;
      return this;
    }

    BatchResult build() {
      return new BatchResult(this);
    }
  }
}
