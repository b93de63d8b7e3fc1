package dev.parley.chatcompletions;

import dev.parley.config.ProviderSettings;
import dev.parley.config.Setting;
import dev.parley.spi.Loopback;
import java.net.URI;

/** Keeps keys, and whatever else is secret, from going over a network unencrypted. */
public final class PlainHttp {
  private static final String NAME = "allow-plain-http";

  /** The setting that allows it, for the settings of a provider. */
  public static final Setting SETTING =
      Setting.of(NAME, Setting.Type.BOOLEAN, "Lets secrets go over http to another machine.")
          .withDefault("false");

  private PlainHttp() {}

  /**
   * Refuses an address to which something secret would go over http, unless it is on this machine
   * or {@link #SETTING} allows it.
   *
   * @param name the setting that holds the address
   * @param secret what would go there, for the message: {@code a key}
   * @throws dev.parley.error.ConfigurationException if it is refused
   */
  public static void refuse(ProviderSettings settings, String name, URI address, String secret) {
    boolean allowed = settings.flag(NAME);
    boolean plain = "http".equalsIgnoreCase(address.getScheme());
    if (plain && !allowed && !Loopback.names(address.getHost())) {
      throw settings.invalid(
          name,
          "an https address, because "
              + secret
              + " is set and would go over the network unencrypted; if that is meant, set \""
              + settings.fullName(NAME)
              + "\" to true");
    }
  }
}
