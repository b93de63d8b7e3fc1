package dev.parley.testing.plugin;

import dev.parley.testing.FakeFactory;

/** Its id is no name. */
public final class UnnamedFactory extends FakeFactory {
  public UnnamedFactory() {
    super("No Name");
  }
}
