package dev.parley.chat;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a model can do, and how much it can take in. What is {@link Support#NO} is refused before
 * anything is sent; what is {@link Support#UNKNOWN} is tried.
 */
public final class Capabilities {
  /** Whether a model has a capability. */
  public enum Support {
    /** It has. */
    YES,
    /** It has not. */
    NO,
    /** Nobody knows, as of the models behind a compatible server. */
    UNKNOWN
  }

  /** Nothing is known. */
  public static final Capabilities UNKNOWN =
      new Capabilities(new EnumMap<>(Capability.class), null);

  private final EnumMap<Capability, Support> known;
  private final @Nullable Long contextTokens;

  private Capabilities(EnumMap<Capability, Support> known, @Nullable Long contextTokens) {
    this.known = known;
    this.contextTokens = contextTokens;
  }

  /** {@return whether the model has the capability} */
  public Support of(Capability capability) {
    return known.getOrDefault(capability, Support.UNKNOWN);
  }

  /**
   * {@return the most tokens that a request and its answer may have together, where it is known}
   */
  public OptionalLong contextTokens() {
    return contextTokens == null ? OptionalLong.empty() : OptionalLong.of(contextTokens);
  }

  /**
   * {@return these capabilities, with a context of that size}
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public Capabilities withContextTokens(long tokens) {
    if (tokens < 1) {
      throw new IllegalArgumentException("A context has at least one token: " + tokens);
    }
    return new Capabilities(known, tokens);
  }

  /** {@return these capabilities, but for one} */
  public Capabilities with(Capability capability, Support support) {
    EnumMap<Capability, Support> copy = new EnumMap<>(known);
    copy.put(capability, support);
    return new Capabilities(copy, contextTokens);
  }

  /** {@return capabilities that are all {@code support}, with a context of unknown size} */
  public static Capabilities all(Support support) {
    EnumMap<Capability, Support> all = new EnumMap<>(Capability.class);
    for (Capability capability : Capability.values()) {
      all.put(capability, support);
    }
    return new Capabilities(all, null);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Capabilities that
        && asMap().equals(that.asMap())
        && Objects.equals(contextTokens, that.contextTokens);
  }

  @Override
  public int hashCode() {
    return Objects.hash(asMap(), contextTokens);
  }

  @Override
  public String toString() {
    return asMap() + ", context " + (contextTokens == null ? "UNKNOWN" : contextTokens);
  }

  private Map<Capability, Support> asMap() {
    Map<Capability, Support> all = new EnumMap<>(Capability.class);
    for (Capability capability : Capability.values()) {
      all.put(capability, of(capability));
    }
    return all;
  }
}
