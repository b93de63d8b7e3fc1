package dev.parley.batch;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.policies.RateLimit;
import dev.parley.spi.Sleeper;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Asks a model many rows, many at once, and keeps every answer before it counts.
 *
 * <pre>{@code
 * try (BatchInput in = BatchInput.file(Path.of("in.jsonl"));
 *     BatchLog out = BatchLog.open(Path.of("out.jsonl"))) {
 *   BatchSummary summary = Batch.builder(model).concurrency(16).build().run(in, out);
 * }
 * }</pre>
 *
 * <p><b>Once.</b> A row that has an answer in the log is not asked again, nor is one that this
 * model refused; its result was durable before it counted. What was under way when a process was
 * killed is asked again, under the same {@link ChatRequest#idempotencyKey}: a hash of the batch's
 * name, the row's id, the model and the request.
 *
 * <p><b>Another model</b>, of another {@link ChatModel#id}, keeps the answers that the log has of
 * the first, and is asked the rest, the rows that the first refused included; {@link
 * BatchProgress#skippedOfOtherModels} counts what was kept. For its own answers to all rows give it
 * a log of its own.
 *
 * <p><b>Attempts are made here</b>, and only here: a failed row waits in a queue, as long as the
 * provider asks or 0.5 s doubling to 8 s, less up to a quarter, while its thread serves others. So
 * give a model without a retry policy; what one inside retries is counted, not prevented. A
 * provider that says 429 and for how long holds back all rows for so long. Refusals that would meet
 * every row (the key, the model, the quota, offline, a wait of more than {@link
 * Builder#longestWait}) end the run.
 *
 * <p><b>Concurrency adapts</b>: it starts at 4, grows while the time that calls take stays within
 * twice the best, halves where the provider is overloaded, and stays between 1 and what is set.
 *
 * <p>Immutable and thread-safe; may have several runs.
 */
public final class Batch {
  final ChatModel model;
  final int concurrency;
  final int attempts;
  final Duration longestWait;
  final @Nullable RateLimit rateLimit;
  final UnaryOperator<ChatRequest.Builder> settings;
  final boolean anyRowModel;
  final Optional<String> name;
  final Pricing pricing;
  final BatchGate gate;
  final BatchListener listener;
  final Sleeper sleeper;
  final Clock clock;

  private Batch(Builder builder) {
    model = builder.model;
    concurrency = builder.concurrency;
    attempts = builder.attempts;
    longestWait = builder.longestWait;
    rateLimit = builder.rateLimit;
    settings = builder.settings;
    anyRowModel = builder.anyRowModel;
    name = Optional.ofNullable(builder.name);
    pricing = builder.pricing;
    gate = builder.gate;
    listener = builder.listener;
    sleeper = builder.sleeper;
    clock = builder.clock;
  }

  /** {@return a builder of batches that ask {@code model}, which stays the caller's to close} */
  public static Builder builder(ChatModel model) {
    return new Builder(model);
  }

  /**
   * {@return a run that has not begun} Input and log stay the caller's to close, and serve this run
   * alone.
   */
  public BatchRun open(BatchInput input, BatchLog log) {
    return new BatchRun(this, requireNonNull(input, "input"), requireNonNull(log, "log"));
  }

  /**
   * {@return how the run that this was ended} The same as {@code open(input, log).run()}.
   *
   * @throws IOException see {@link BatchRun#run}
   */
  public BatchSummary run(BatchInput input, BatchLog log) throws IOException {
    return open(input, log).run();
  }

  /** Builds a {@link Batch}. Not thread-safe. */
  public static final class Builder {
    private final ChatModel model;
    private int concurrency = 8;
    private int attempts = 5;
    private Duration longestWait = Duration.ofMinutes(5);
    private @Nullable RateLimit rateLimit;
    private UnaryOperator<ChatRequest.Builder> settings = request -> request;
    private boolean anyRowModel;
    private @Nullable String name;
    private Pricing pricing = (asked, usage) -> Optional.empty();
    private BatchGate gate = (row, soFar) -> Optional.empty();
    private BatchListener listener = (event, soFar) -> {};
    private Sleeper sleeper = Sleeper.real();
    private Clock clock = Clock.systemUTC();

    private Builder(ChatModel model) {
      this.model = requireNonNull(model, "model");
    }

    /**
     * Sets how many calls may run at once at most. Default 8.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder concurrency(int most) {
      concurrency = atLeastOne(most, "concurrency");
      return this;
    }

    /**
     * Sets how often a row is sent at most in one run. Default 5.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder attempts(int most) {
      attempts = atLeastOne(most, "attempts");
      return this;
    }

    /**
     * Sets the longest wait that a provider, or a limit here, may ask for; one that asks for more
     * ends the run. Default 5 min.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder longestWait(Duration value) {
      if (value.isNegative()) {
        throw new IllegalArgumentException("longestWait must not be negative: " + value);
      }
      longestWait = value;
      return this;
    }

    /**
     * Sets the rate that every attempt keeps to. A call that waits for it has a place among those
     * at once; what it refuses because the line is long waits here, and is no attempt, unless that
     * is longer than {@link #longestWait}. Default: none.
     */
    public Builder rateLimit(RateLimit value) {
      rateLimit = requireNonNull(value, "rateLimit");
      return this;
    }

    /**
     * Sets what every request has: {@code request -> request.maxOutputTokens(200)}. It is given the
     * row's request, for one row after another on a thread of the run's own, and is part of what is
     * told as a changed row. Default: nothing.
     */
    public Builder settings(UnaryOperator<ChatRequest.Builder> value) {
      settings = requireNonNull(value, "settings");
      return this;
    }

    /**
     * Asks rows that name another model too. Default: such a row is {@link BatchOutcome#INVALID},
     * since one model is asked: its name, or its address, is the one to name.
     */
    public Builder anyRowModel() {
      anyRowModel = true;
      return this;
    }

    /**
     * Sets the name of the batch in idempotency keys: the same in every run of it. Default: the
     * real path of the log; a log that goes to a stream has a new name each time.
     */
    public Builder name(String value) {
      name = requireNonNull(value, "name");
      return this;
    }

    /** Sets what calls cost. Default: it is not known. */
    public Builder pricing(Pricing value) {
      pricing = requireNonNull(value, "pricing");
      return this;
    }

    /** Sets who may stop the run before a call. Default: nobody. */
    public Builder gate(BatchGate value) {
      gate = requireNonNull(value, "gate");
      return this;
    }

    /** Sets who hears events. Default: nobody. */
    public Builder listener(BatchListener value) {
      listener = requireNonNull(value, "listener");
      return this;
    }

    /** Sets how time passes, for tests. Default {@link Sleeper#real()}. */
    public Builder sleeper(Sleeper value) {
      sleeper = requireNonNull(value, "sleeper");
      return this;
    }

    /** Sets what tells the times in results. Default: the machine's, in UTC. */
    public Builder clock(Clock value) {
      clock = requireNonNull(value, "clock");
      return this;
    }

    /** {@return the batch} */
    public Batch build() {
      return new Batch(this);
    }

    private static int atLeastOne(int value, String what) {
      if (value < 1) {
        throw new IllegalArgumentException(what + " must be at least 1: " + value);
      }
      return value;
    }
  }
}
