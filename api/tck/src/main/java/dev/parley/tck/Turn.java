package dev.parley.tck;

import java.util.List;

/** What the other side does with one request. */
public sealed interface Turn {

  /** How an answer ends. */
  enum Ending {
    /** As the protocol has it. */
    REGULAR,
    /** As the protocol has it, but the connection is held open for as long as the client stays. */
    HELD,
    /** The answer just stops, cleanly, without the protocol's last word. */
    CLEAN_END,
    /** The connection is closed in the middle. */
    CUT,
    /** The connection breaks with an error in the middle. */
    RESET,
    /** Nothing more comes, for as long as the client stays. */
    STALL,
    /** The last beat is repeated for as long as the client stays, as fast as it reads. */
    ENDLESS
  }

  /** An answer. */
  record Answer(List<Beat> beats, Ending ending) implements Turn {
    /** Copies the beats. */
    public Answer {
      beats = List.copyOf(beats);
    }
  }

  /** A refusal instead of an answer. */
  record Refusal(Failure failure) implements Turn {}

  /** No byte of an answer, for as long as the client stays. */
  record Silence() implements Turn {}

  /** The other side does not even take the connection. */
  record Unreachable() implements Turn {}

  /** {@return an answer that ends as the protocol has it} */
  static Answer answer(Beat... beats) {
    return new Answer(List.of(beats), Ending.REGULAR);
  }

  /** {@return an answer with another ending} */
  static Answer answer(Ending ending, Beat... beats) {
    return new Answer(List.of(beats), ending);
  }

  /** {@return a refusal} */
  static Refusal refusal(Failure failure) {
    return new Refusal(failure);
  }
}
