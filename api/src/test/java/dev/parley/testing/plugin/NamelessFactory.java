package dev.parley.testing.plugin;

import dev.parley.testing.FakeFactory;

/** Cannot say its id. */
public final class NamelessFactory extends FakeFactory {
  public NamelessFactory() {
    super("nameless");
  }

  @Override
  public String id() {
    throw new IllegalStateException("no id");
  }
}
