package dev.parley.openai.internal;

import java.util.Locale;

/** Tells hosts of this machine by their names alone: nothing is looked up. */
final class Loopback {
  private Loopback() {}

  /** Whether the host is {@code localhost}, {@code 127.x.y.z} or {@code ::1}. */
  static boolean names(String host) {
    String plain = host.toLowerCase(Locale.ROOT).replaceAll("^\\[|]$", "");
    return plain.equals("localhost")
        || plain.endsWith(".localhost")
        || plain.equals("::1")
        || plain.equals("0:0:0:0:0:0:0:1")
        || plain.matches("127(\\.\\d{1,3}){3}");
  }
}
