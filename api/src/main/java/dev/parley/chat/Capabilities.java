package dev.parley.chat;

import java.util.EnumMap;
import java.util.Map;

/**
 * What a model can do. What is {@link Support#NO} is refused before anything is sent; what is
 * {@link Support#UNKNOWN} is tried.
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
  public static final Capabilities UNKNOWN = new Capabilities(new EnumMap<>(Capability.class));

  private final EnumMap<Capability, Support> known;

  private Capabilities(EnumMap<Capability, Support> known) {
    this.known = known;
  }

  /** {@return whether the model has the capability} */
  public Support of(Capability capability) {
    return known.getOrDefault(capability, Support.UNKNOWN);
  }

  /** {@return these capabilities, but for one} */
  public Capabilities with(Capability capability, Support support) {
    EnumMap<Capability, Support> copy = new EnumMap<>(known);
    copy.put(capability, support);
    return new Capabilities(copy);
  }

  /** {@return capabilities that are all {@code support}} */
  public static Capabilities all(Support support) {
    EnumMap<Capability, Support> all = new EnumMap<>(Capability.class);
    for (Capability capability : Capability.values()) {
      all.put(capability, support);
    }
    return new Capabilities(all);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Capabilities that && asMap().equals(that.asMap());
  }

  @Override
  public int hashCode() {
    return asMap().hashCode();
  }

  @Override
  public String toString() {
    return asMap().toString();
  }

  private Map<Capability, Support> asMap() {
    Map<Capability, Support> all = new EnumMap<>(Capability.class);
    for (Capability capability : Capability.values()) {
      all.put(capability, of(capability));
    }
    return all;
  }
}
