package dev.parley.cli.ask;

import dev.parley.cli.process.UsageException;
import dev.parley.message.Bytes;
import dev.parley.message.Media;
import java.util.Locale;

/** What a {@code data:} address with base64 holds. */
final class DataAddress {
  private static final String ENCODING = ";base64";

  private DataAddress() {}

  /**
   * {@return what the address holds}
   *
   * @throws UsageException if it is not of the form {@code data:image/png;base64,…}
   */
  static Media.Inline of(String address) {
    int comma = address.indexOf(',');
    String head = address.substring("data:".length(), Math.max(comma, "data:".length()));
    int slash = head.indexOf('/');
    int semicolon = head.indexOf(';');
    boolean typed = slash > 0 && slash + 1 < semicolon;
    if (comma < 0 || !typed || !head.toLowerCase(Locale.ROOT).endsWith(ENCODING)) {
      throw new UsageException("-a: a data address looks like data:image/png;base64,…");
    }
    String type = head.substring(0, semicolon).toLowerCase(Locale.ROOT);
    try {
      return new Media.Inline(type, Bytes.fromBase64(address.substring(comma + 1)));
    } catch (IllegalArgumentException e) {
      throw new UsageException("-a: what the data address holds is not base64");
    }
  }
}
