package dev.parley.tck;

import dev.parley.chat.ChatModel;
import dev.parley.chat.Policy;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** A model, and another side that plays a {@link Scenario} to it. Thread-safe. */
public interface Stage extends AutoCloseable {

  /** {@return the model under test, as a program gets it from its provider} */
  ChatModel model();

  /** {@return how many requests of the scenario have reached the other side} */
  int requests();

  /**
   * {@return whether the other side has seen so many of its answers given up, which is waited for
   * within {@code bound}}
   */
  boolean awaitHangUps(int count, Duration bound);

  /** {@return the key that the model was set up with, where the protocol has keys} */
  Optional<String> key();

  /** {@return how many bytes of answers have been taken from the other side, where it can tell} */
  Optional<Long> bytesSent();

  /** {@return the text of the last request as it came, where the other side sees such a thing} */
  default Optional<String> lastRequest() {
    return Optional.empty();
  }

  /**
   * {@return what the other side counts for the scenario's first request and an answer that should
   * cost so much; a real model counts for itself}
   */
  default Beat.Tokens counted(Beat.Tokens scripted) {
    return scripted;
  }

  /**
   * {@return the status that the other side answered the last request with, where it speaks HTTP}
   */
  default OptionalInt lastStatus() {
    return OptionalInt.empty();
  }

  /**
   * Closes the model's provider, and not the other side.
   *
   * @return how many connections to the other side are open when all have gone or {@code bound} has
   *     passed; empty, and nothing is closed, where the other side cannot tell
   */
  default OptionalInt connectionsLeft(Duration bound) {
    return OptionalInt.empty();
  }

  /**
   * {@return this stage, its model wrapped in those policies, outermost first} {@link
   * StagedModel#tries} says how often they try. Nobody waits for a policy whose clock is {@link
   * dev.parley.spi.Sleeper#virtual}.
   */
  default Stage wrapped(Policy... policies) {
    return new WrappedStage(this, model().with(policies));
  }

  /** Closes the model's provider, then the other side. */
  @Override
  void close();
}
