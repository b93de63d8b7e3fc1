package dev.parley.tck;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.ChatRequest;
import java.util.List;

/**
 * What the other side of a provider does, request by request, in no protocol's words.
 *
 * @param name in capitals, digits and {@code _}; the texts of its requests come from it, for other
 *     sides that choose their answer by them
 * @param turns one for each request; the last one is played again for those that follow
 * @param delivery how the bytes of streams are sent
 */
public record Scenario(String name, List<Turn> turns, Delivery delivery) {
  /** How the bytes of streams are sent. A provider without a wire has one way only. */
  public enum Delivery {
    /** Each beat in one piece. */
    WHOLE,
    /** Each byte by itself. */
    BYTE_BY_BYTE,
    /** Everything at once. */
    ALL_AT_ONCE,
    /** Lines end with carriage return and line feed, where the protocol allows it. */
    CR_LF
  }

  /** Checks the name and copies the turns. */
  public Scenario {
    if (!name.matches("[A-Z0-9_]+")) {
      throw new IllegalArgumentException("Not a scenario's name: " + name);
    }
    if (turns.isEmpty()) {
      throw new IllegalArgumentException("A scenario needs a turn");
    }
    turns = List.copyOf(turns);
    requireNonNull(delivery, "delivery");
  }

  /** {@return a scenario whose streams come beat by beat} */
  public static Scenario of(String name, Turn... turns) {
    return new Scenario(name, List.of(turns), Delivery.WHOLE);
  }

  /** {@return this scenario, sent otherwise} */
  public Scenario sent(Delivery other) {
    return new Scenario(name, turns, other);
  }

  /** {@return the request that goes with the first turn; tests may add to it} */
  public ChatRequest request() {
    return ChatRequest.of(text(0));
  }

  /** {@return the text of the request that goes with a turn; each turn has its own} */
  public String text(int turn) {
    return turn == 0 ? name : name + "_" + turn;
  }

  /** {@return what is done with a request} */
  public Turn turn(int request) {
    return turns.get(Math.min(request, turns.size() - 1));
  }
}
