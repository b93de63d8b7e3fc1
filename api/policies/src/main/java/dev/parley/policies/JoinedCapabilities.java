package dev.parley.policies;

import dev.parley.chat.Capabilities;
import dev.parley.chat.Capabilities.Support;
import dev.parley.chat.Capability;
import java.util.OptionalLong;

/** What several models can do that look like one. */
final class JoinedCapabilities {
  private JoinedCapabilities() {}

  /** What both can or cannot do; the context is the smaller one. */
  static Capabilities of(Capabilities one, Capabilities other) {
    Capabilities joined = Capabilities.UNKNOWN;
    for (Capability capability : Capability.values()) {
      Support support = one.of(capability);
      joined = joined.with(capability, support == other.of(capability) ? support : Support.UNKNOWN);
    }
    OptionalLong first = one.contextTokens();
    OptionalLong second = other.contextTokens();
    return first.isPresent() && second.isPresent()
        ? joined.withContextTokens(Math.min(first.getAsLong(), second.getAsLong()))
        : joined;
  }
}
