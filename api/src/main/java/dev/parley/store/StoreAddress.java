package dev.parley.store;

import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where a conversation store is: {@code scheme:place?setting=value&...}. Names and values of
 * settings are percent-decoded; the place is for the scheme to read. It may hold a password, so
 * texts of an address leave out what stands before {@code @}.
 */
public final class StoreAddress {
  private final String scheme;
  private final String place;
  private final Map<String, String> settings;

  private StoreAddress(String scheme, String place, Map<String, String> settings) {
    this.scheme = scheme;
    this.place = place;
    this.settings = Collections.unmodifiableMap(settings);
  }

  /**
   * {@return the address that a text is}
   *
   * @throws ConfigurationException if it is none; the message does not repeat it
   */
  public static StoreAddress parse(String text) {
    int colon = text.indexOf(':');
    String scheme = text.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT);
    if (!scheme.matches("[a-z][a-z0-9+.-]*")) {
      throw malformed("it has no scheme");
    }
    String rest = text.substring(colon + 1);
    int mark = rest.indexOf('?');
    String place = mark < 0 ? rest : rest.substring(0, mark);
    Map<String, String> settings = new LinkedHashMap<>();
    if (mark >= 0 && mark + 1 < rest.length()) {
      for (String setting : rest.substring(mark + 1).split("&", -1)) {
        put(setting, settings);
      }
    }
    return new StoreAddress(scheme, place, settings);
  }

  private static void put(String setting, Map<String, String> into) {
    int equals = setting.indexOf('=');
    if (equals < 1) {
      throw malformed("behind the ? stands something other than name=value");
    }
    String name = decode(setting.substring(0, equals));
    if (into.put(name, decode(setting.substring(equals + 1))) != null) {
      throw malformed("it sets " + name + " twice");
    }
  }

  /** {@return a part of an address without its percent signs; a plus is a plus} */
  public static String decode(String part) {
    try {
      return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw malformed("a % is not followed by two hexadecimal digits; write %25 for it");
    }
  }

  private static ConfigurationException malformed(String problem) {
    return new ConfigurationException(
        Kind.MALFORMED_ADDRESS,
        "The address of the conversation store cannot be read: "
            + problem
            + ". It looks like memory:, file:/folder or redis://host:6379/0?ttl=1h",
        "store",
        List.of(),
        null);
  }

  /** {@return what stands before the first colon, in lower case} */
  public String scheme() {
    return scheme;
  }

  /** {@return what stands between the scheme and the question mark, as it is written} */
  public String place() {
    return place;
  }

  /** {@return what is set behind the question mark} */
  public Map<String, String> settings() {
    return settings;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StoreAddress address
        && scheme.equals(address.scheme)
        && place.equals(address.place)
        && settings.equals(address.settings);
  }

  @Override
  public int hashCode() {
    return place.hashCode();
  }

  /** {@return the scheme and the place, without user, password and settings} */
  @Override
  public String toString() {
    int at = place.startsWith("//") ? place.lastIndexOf('@') : -1;
    return scheme + ":" + (at < 0 ? place : "//" + place.substring(at + 1));
  }
}
