package dev.parley.policies;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.Policy;
import dev.parley.chat.Usage;
import dev.parley.error.ErrorDetails;
import dev.parley.error.ModelException;
import dev.parley.error.RefusedLocallyException;
import dev.parley.error.RefusedLocallyException.Limiter;
import dev.parley.error.SensitiveDataException;
import dev.parley.error.UnsupportedFeatureException;
import dev.parley.policies.LimiterState.Allowance;
import dev.parley.policies.LimiterState.Reservation;
import dev.parley.policies.LimiterState.Share;
import dev.parley.policies.PolicyEvent.Limited;
import dev.parley.spi.Sleeper;
import dev.parley.spi.TokenEstimate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps to so many requests and tokens a while. In any while of that length there are no more;
 * further calls wait in a line, first come, first served, so many and for so long as is set, beyond
 * that they are refused with {@link RefusedLocallyException}, which says when to come again. A wait
 * ends at once when its stream is closed or its thread is interrupted.
 *
 * <p>Tokens are reserved by an estimate: those of the request, and as many as it lets the answer
 * have. They are settled by what the provider reports; a request that it refuses costs none. A
 * request that alone is more than the allowance is refused at once and for good.
 *
 * <p>Models that one instance wraps share its allowances; with a {@link FileLimiterState}, or a
 * {@link LimiterState} of your own, several processes do. Thread-safe; its settings are immutable.
 */
public final class RateLimit implements Policy {
  // Failsafe's has one allowance, takes nothing back and waits by the machine's clock.

  private static final int FIRST_STATUS_OF_A_REFUSAL = 400;

  private final List<Allowance> requests;
  private final List<Allowance> tokens;
  private final int expectedOutput;
  private final LimiterState state;
  private final Sleeper sleeper;
  private final PolicyListener listener;
  private final WaitingLine line;

  private RateLimit(Builder builder) {
    requests = List.copyOf(builder.requests);
    tokens = List.copyOf(builder.tokens);
    expectedOutput = builder.expectedOutput;
    sleeper = builder.sleeper;
    listener = new GuardedListener(builder.listener);
    state = builder.state == null ? new LocalLimiterState(sleeper) : builder.state;
    line =
        new WaitingLine(
            new WaitingLine.Bounds(
                Limiter.RATE_LIMIT,
                builder.mostWaiting,
                builder.longestWait,
                "the rate limit set here leaves no room in time; try again later"),
            sleeper,
            listener);
  }

  /** {@return a builder} */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return how many calls wait now} */
  public int waiting() {
    return line.length();
  }

  @Override
  public ChatModel wrap(ChatModel model) {
    return new GatedModel(requireNonNull(model, "model"), this, this::enter, sleeper);
  }

  private Gate.Pass enter(GatedCall call) throws InterruptedException {
    List<Share> shares = shares(call.request());
    for (Share share : shares) {
      if (share.amount() > share.allowance().amount()) {
        throw neverFits(call, share);
      }
    }
    Reserving door = new Reserving(shares);
    line.pass(call, door);
    return (whole, failure) -> {
      settle(door.granted(), whole, failure);
      line.wakeHead(); // What has been given back may be enough for it.
    };
  }

  private List<Share> shares(ChatRequest request) {
    List<Share> shares = new ArrayList<>();
    requests.forEach(allowance -> shares.add(new Share(allowance, 1)));
    if (!tokens.isEmpty()) {
      long estimate =
          TokenEstimate.of(request).tokens() + request.maxOutputTokens().orElse(expectedOutput);
      tokens.forEach(allowance -> shares.add(new Share(allowance, estimate)));
    }
    return shares;
  }

  private RefusedLocallyException neverFits(GatedCall call, Share share) {
    listener.on(new Limited(call.model(), Limiter.RATE_LIMIT, Duration.ZERO, false));
    return new RefusedLocallyException(
        "the request and its answer may have about "
            + share.amount()
            + " tokens, which is more than the "
            + share.allowance().amount()
            + " in "
            + share.allowance().per()
            + " allowed here; shorten it, or set a lower maxOutputTokens",
        ErrorDetails.builder(call.model()).retryable(false).build(),
        Limiter.RATE_LIMIT,
        null);
  }

  /** What was used is known by usage; what was refused cost nothing; else the estimate stays. */
  private void settle(Reservation granted, Completion whole, @Nullable Throwable failure) {
    Optional<Completion> answer =
        failure instanceof ModelException known ? known.partial() : Optional.of(whole);
    Usage usage = answer.map(Completion::usage).orElse(Usage.NONE);
    if (usage.source() == Usage.Source.REPORTED) {
      granted.settle(tokens(usage.totalTokens()));
    } else if (failure instanceof RefusedLocallyException
        || failure instanceof SensitiveDataException
        || failure instanceof UnsupportedFeatureException) { // Nothing was sent.
      List<Share> all = tokens(0);
      requests.forEach(allowance -> all.add(new Share(allowance, 0)));
      granted.settle(all);
    } else if (failure instanceof ModelException refused
        && refused.status().orElse(0) >= FIRST_STATUS_OF_A_REFUSAL
        && usage.source() == Usage.Source.NONE) {
      granted.settle(tokens(0));
    }
  }

  private List<Share> tokens(long amount) {
    List<Share> shares = new ArrayList<>();
    tokens.forEach(allowance -> shares.add(new Share(allowance, amount)));
    return shares;
  }

  @Override
  public String toString() {
    List<String> all = new ArrayList<>();
    requests.forEach(a -> all.add(a.amount() + " requests in " + a.per()));
    tokens.forEach(a -> all.add(a.amount() + " tokens in " + a.per()));
    return "RateLimit" + all;
  }

  /** What a call at the head of the line asks for. */
  private final class Reserving implements WaitingLine.Door {
    private final List<Share> shares;
    private @Nullable Reservation last;

    Reserving(List<Share> shares) {
      this.shares = shares;
    }

    @Override
    public Duration tryEnter() {
      Reservation reservation = state.reserve(shares);
      last = reservation;
      return reservation.delay();
    }

    Reservation granted() {
      return requireNonNull(last);
    }
  }

  /** Builds a {@link RateLimit}. Not thread-safe. */
  public static final class Builder {
    private static final Pattern RATE = Pattern.compile("(\\d{1,9})\\s*/\\s*([smhd])");

    private final List<Allowance> requests = new ArrayList<>();
    private final List<Allowance> tokens = new ArrayList<>();
    private int expectedOutput = 500;
    private int mostWaiting = 1_000;
    private Duration longestWait = Duration.ofMinutes(2);
    private @Nullable LimiterState state;
    private Sleeper sleeper = Sleeper.real();
    private PolicyListener listener = GuardedListener.NONE;

    private Builder() {}

    /**
     * Adds a limit of requests: so many in any while of that length. Several may hold together.
     *
     * @throws IllegalArgumentException if a value is not positive, or the while is longer than
     *     36,500 days
     */
    public Builder requests(long most, Duration per) {
      requests.add(new Allowance("requests-" + per, most, per));
      return this;
    }

    /**
     * Adds a limit of requests as people write it, and as the setting {@code rate} has it: {@code
     * 5/s}, {@code 100/m}, {@code 1000/h} or {@code 10000/d}.
     *
     * @throws IllegalArgumentException if it is not of that form, or of no requests
     */
    public Builder requests(String rate) {
      Matcher matcher = RATE.matcher(rate);
      if (!matcher.matches()) {
        throw new IllegalArgumentException("A rate looks like 5/s, 100/m, 1000/h or 10000/d");
      }
      return requests(Long.parseLong(matcher.group(1)), unit(matcher.group(2)));
    }

    private static Duration unit(String letter) {
      return switch (letter) {
        case "s" -> Duration.ofSeconds(1);
        case "m" -> Duration.ofMinutes(1);
        case "h" -> Duration.ofHours(1);
        default -> Duration.ofDays(1);
      };
    }

    /**
     * Adds a limit of tokens, those of requests and answers together.
     *
     * @throws IllegalArgumentException if a value is not positive, or the while is longer than
     *     36,500 days
     */
    public Builder tokens(long most, Duration per) {
      tokens.add(new Allowance("tokens-" + per, most, per));
      return this;
    }

    /**
     * Sets how many tokens an answer is expected to have whose request sets no {@code
     * maxOutputTokens}. Default 500.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder expectedOutput(int value) {
      expectedOutput = Checks.notNegative(value, "expectedOutput");
      return this;
    }

    /**
     * Sets how many calls may wait. Default 1,000.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder mostWaiting(int value) {
      mostWaiting = Checks.notNegative(value, "mostWaiting");
      return this;
    }

    /**
     * Sets how long a call may wait. Default 2 min, so that a limit by the minute can be waited
     * for.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder longestWait(Duration value) {
      longestWait = Checks.notNegative(value, "longestWait");
      return this;
    }

    /** Sets where is counted. Default: in this process, for this instance. */
    public Builder state(LimiterState value) {
      state = requireNonNull(value, "state");
      return this;
    }

    /** Sets how time passes, for tests. Default {@link Sleeper#real()}. */
    public Builder sleeper(Sleeper value) {
      sleeper = requireNonNull(value, "sleeper");
      return this;
    }

    /** Sets who learns of calls that waited or were refused. Default: nobody. */
    public Builder listener(PolicyListener value) {
      listener = requireNonNull(value, "listener");
      return this;
    }

    /**
     * {@return the policy}
     *
     * @throws IllegalStateException if there is no limit
     */
    public RateLimit build() {
      if (requests.isEmpty() && tokens.isEmpty()) {
        throw new IllegalStateException(
            "A rate limit needs a limit: add one with requests(..) or tokens(..)");
      }
      return new RateLimit(this);
    }
  }
}
