package dev.parley.mock;

import dev.parley.config.ProviderSettings;
import dev.parley.config.Setting;
import dev.parley.config.SettingsSpec;
import dev.parley.spi.Provider;
import dev.parley.spi.ProviderFactory;

/**
 * Makes the provider {@code mock}, whose models ask nobody: {@code mock:echo} says back what it was
 * told, {@code mock:reply} says what the setting {@code reply} says, {@code mock:hash} makes
 * vectors. Any other model of it fails with {@link dev.parley.error.NotFoundException} when it is
 * first asked.
 *
 * <p>Settings: {@code delay}, the pause between two events, default 0; {@code reply}, default a
 * sentence that says that no model was asked.
 */
public final class MockProviderFactory implements ProviderFactory {
  static final String DELAY = "delay";
  static final String REPLY = "reply";

  /** A factory; {@link java.util.ServiceLoader} needs it. */
  public MockProviderFactory() {}

  @Override
  public String id() {
    return "mock";
  }

  @Override
  public SettingsSpec settings() {
    return SettingsSpec.of(
        Setting.of(DELAY, Setting.Type.DURATION, "The pause between two events of a stream.")
            .withDefault("0"),
        Setting.of(REPLY, Setting.Type.TEXT, "What the model reply says.")
            .withDefault("This is the mock provider: no model was asked."));
  }

  @Override
  public Provider open(ProviderSettings settings) {
    return new MockProvider(settings);
  }
}
