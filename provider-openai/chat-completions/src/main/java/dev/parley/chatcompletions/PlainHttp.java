package dev.parley.chatcompletions;

import dev.parley.config.ProviderSettings;
import dev.parley.config.Setting;
import dev.parley.spi.Loopback;
import java.net.URI;

/** Keeps keys from going over a network unencrypted. */
public final class PlainHttp {
  private static final String NAME = "allow-plain-http";

  /** The setting that allows it, for the settings of a provider. */
  public static final Setting SETTING =
      Setting.of(NAME, Setting.Type.BOOLEAN, "Lets the key go over http to another machine.")
          .withDefault("false");

  private PlainHttp() {}

  /**
   * Refuses an address to which a key would go over http, unless it is on this machine or {@link
   * #SETTING} allows it.
   *
   * @param name the setting that holds the address
   * @throws dev.parley.error.ConfigurationException if it is refused
   */
  public static void refuseKey(ProviderSettings settings, String name, URI address) {
    boolean allowed = settings.flag(NAME);
    boolean plain = "http".equalsIgnoreCase(address.getScheme());
    if (plain && !allowed && !Loopback.names(address.getHost())) {
      throw settings.invalid(
          name,
          "an https address, because a key is set and would go over the network unencrypted; if"
              + " that is meant, set \""
              + settings.fullName(NAME)
              + "\" to true");
    }
  }
}
