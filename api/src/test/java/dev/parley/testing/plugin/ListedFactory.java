package dev.parley.testing.plugin;

import dev.parley.testing.FakeFactory;

/** A provider as it should be. */
public final class ListedFactory extends FakeFactory {
  public ListedFactory() {
    super("listed");
  }
}
