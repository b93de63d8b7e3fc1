package dev.parley.testing.plugin;

import dev.parley.testing.FakeFactory;

/** Claims an id that another claims. */
public final class TwinFactory extends FakeFactory {
  public TwinFactory() {
    super("listed");
  }
}
