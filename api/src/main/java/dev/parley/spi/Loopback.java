package dev.parley.spi;

import java.util.Locale;

/** Tells hosts of this machine by their names alone: nothing is looked up. */
public final class Loopback {
  private Loopback() {}

  /**
   * {@return whether the host is {@code localhost} or below it (RFC 6761, 6.3), {@code 127.x.y.z}
   * or {@code ::1}, with or without brackets}
   */
  public static boolean names(String host) {
    String plain = host.toLowerCase(Locale.ROOT).replaceAll("^\\[|]$", "");
    return plain.equals("localhost")
        || plain.endsWith(".localhost")
        || plain.equals("::1")
        || plain.equals("0:0:0:0:0:0:0:1")
        || isIpv4(plain);
  }

  /** No more than four plain numbers: resolvers read other forms as other addresses. */
  private static boolean isIpv4(String host) {
    String number = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    return host.matches("127(\\." + number + "){3}");
  }
}
