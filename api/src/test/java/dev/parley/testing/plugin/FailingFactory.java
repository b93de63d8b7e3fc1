package dev.parley.testing.plugin;

import dev.parley.testing.FakeFactory;

/** Cannot be made. */
public final class FailingFactory extends FakeFactory {
  public FailingFactory() {
    super("failing");
    throw new IllegalStateException("made badly");
  }
}
