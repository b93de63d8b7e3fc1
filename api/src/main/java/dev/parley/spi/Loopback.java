package dev.parley.spi;

import dev.parley.chat.ModelId;
import dev.parley.error.ErrorDetails;
import dev.parley.error.RefusedLocallyException;
import dev.parley.error.RefusedLocallyException.Limiter;
import java.net.URI;
import java.util.Locale;

/** Tells hosts of this machine by their names alone: nothing is looked up. Thread-safe. */
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

  /**
   * Does nothing if the server is on {@linkplain #names this machine}. For providers that are
   * {@linkplain dev.parley.config.ProviderSettings#offline() offline}, before anything is sent.
   *
   * @param server of which the error shows scheme, host and port
   * @throws RefusedLocallyException if it is not, or has no host
   */
  public static void require(ModelId model, URI server) {
    String host = server.getHost() == null ? "" : server.getHost();
    if (!names(host)) {
      throw new RefusedLocallyException(
          "nothing was sent to "
              + server.getScheme()
              + "://"
              + host
              + (server.getPort() < 0 ? "" : ":" + server.getPort())
              + ", because setting \"offline\" is on; switch it off, or use a model on this machine",
          ErrorDetails.of(model),
          Limiter.OFFLINE,
          null);
    }
  }

  /** No more than four plain numbers: resolvers read other forms as other addresses. */
  private static boolean isIpv4(String host) {
    String number = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    return host.matches("127(\\." + number + "){3}");
  }
}
