package dev.parley.policies;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.ChatModel;
import dev.parley.chat.Policy;
import dev.parley.error.CancelledException;
import dev.parley.error.ContentFilteredException;
import dev.parley.error.InvalidRequestException;
import dev.parley.error.ModelException;
import dev.parley.error.SensitiveDataException;
import dev.parley.spi.Sleeper;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Asks other models, in their order, when one fails: {@code main.with(Fallback.to(second, third))}.
 *
 * <p>Every error passes the call on but those that another model would not mend: a wrong request, a
 * filtered one, one that a guard refuses, and a call that the caller gave up. A stream passes on
 * only before anything visible has come, so no text comes twice. The answer says which model gave
 * it, has a {@link dev.parley.chat.Warning} and the failed attempts; if all fail, the call fails
 * with the error of the last, which has the others suppressed. The request's time-out {@code WHOLE}
 * bounds them all together.
 *
 * <p>A request that has an {@link dev.parley.chat.ChatRequest#idempotencyKey} has it for the first
 * model; each other one gets a key of its own made of it, the same whenever it is asked the same.
 *
 * <p>The models are asked for what they can do as one: what all can is {@code YES}, what none can
 * is {@code NO}. Closing the wrapped model closes them all. Immutable and thread-safe.
 */
public final class Fallback implements Policy {
  private final List<ChatModel> others;
  private final Predicate<? super ModelException> passesOn;
  private final Sleeper sleeper;
  private final PolicyListener listener;

  private Fallback(Builder builder) {
    others = List.copyOf(builder.others);
    passesOn = builder.passesOn;
    sleeper = builder.sleeper;
    listener = new GuardedListener(builder.listener);
  }

  /** {@return a fallback to those models} */
  public static Fallback to(ChatModel... others) {
    Builder builder = builder();
    List.of(others).forEach(builder::to);
    return builder.build();
  }

  /** {@return a builder} */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return whether another model may mend that failure; what {@link Builder#on} begins with} */
  public static boolean anotherModelMayHelp(ModelException failure) {
    return !(failure instanceof InvalidRequestException
        || failure instanceof ContentFilteredException
        || failure instanceof SensitiveDataException);
  }

  @Override
  public ChatModel wrap(ChatModel model) {
    List<ChatModel> models = new ArrayList<>();
    models.add(requireNonNull(model, "model"));
    models.addAll(others);
    return new FallbackModel(this, List.copyOf(models), sleeper);
  }

  boolean passesOn(ModelException failure) {
    return !(failure instanceof CancelledException) && passesOn.test(failure);
  }

  PolicyListener listener() {
    return listener;
  }

  @Override
  public String toString() {
    return "Fallback" + others;
  }

  /** Builds a {@link Fallback}. Not thread-safe. */
  public static final class Builder {
    private final List<ChatModel> others = new ArrayList<>();
    private Predicate<? super ModelException> passesOn = Fallback::anotherModelMayHelp;
    private Sleeper sleeper = Sleeper.real();
    private PolicyListener listener = GuardedListener.NONE;

    private Builder() {}

    /** Adds the next model to ask. */
    public Builder to(ChatModel model) {
      others.add(requireNonNull(model, "model"));
      return this;
    }

    /**
     * Sets which errors pass the call on; what the caller cancelled never does. Default {@link
     * Fallback#anotherModelMayHelp}.
     */
    public Builder on(Predicate<? super ModelException> failures) {
      passesOn = requireNonNull(failures, "failures");
      return this;
    }

    /** Sets how time passes, for tests. Default {@link Sleeper#real()}. */
    public Builder sleeper(Sleeper value) {
      sleeper = requireNonNull(value, "sleeper");
      return this;
    }

    /** Sets who learns of switches. Default: nobody. */
    public Builder listener(PolicyListener value) {
      listener = requireNonNull(value, "listener");
      return this;
    }

    /**
     * {@return the policy}
     *
     * @throws IllegalStateException if there is no other model
     */
    public Fallback build() {
      if (others.isEmpty()) {
        throw new IllegalStateException("A fallback needs another model: add it with to(..)");
      }
      return new Fallback(this);
    }
  }
}
