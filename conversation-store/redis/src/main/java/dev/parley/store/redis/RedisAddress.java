package dev.parley.store.redis;

import dev.parley.config.Secret;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import dev.parley.store.StoreAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code redis://user:password@host:port/database} says. Errors repeat nothing of it: what is
 * written wrongly may hold the password anywhere.
 */
record RedisAddress(
    String host, int port, int database, Optional<String> user, Optional<Secret> password) {
  private static final int DEFAULT_PORT = 6379;

  /** The host, in brackets if it is an IPv6 address, and the port. */
  private static final Pattern SERVER =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+(?:%[^\\]]+)?)]|([^\\s:@\\[\\]]+))(?::(\\d{1,5}))?");

  static RedisAddress parse(StoreAddress address) {
    String place = address.place();
    if (!place.startsWith("//")) {
      throw malformed("there are no // behind the scheme");
    }
    // Behind the last one, should a password hold another that is not encoded.
    int at = place.lastIndexOf('@');
    String behind = place.substring(Math.max(2, at + 1));
    int slash = behind.indexOf('/');
    String server = slash < 0 ? behind : behind.substring(0, slash);
    String path = slash < 0 ? "" : behind.substring(slash + 1);
    Optional<String> who = at < 2 ? Optional.empty() : Optional.of(place.substring(2, at));
    Matcher parts = SERVER.matcher(server);
    if (server.isEmpty()) {
      throw malformed("there is no host");
    } else if (!parts.matches()) {
      throw malformed("host and port are not host:port; an IPv6 address stands in brackets");
    }
    return new RedisAddress(
        parts.group(1) != null ? parts.group(1) : parts.group(2),
        port(Optional.ofNullable(parts.group(3))),
        database(path),
        who.flatMap(RedisAddress::user),
        who.map(RedisAddress::password));
  }

  private static int port(Optional<String> digits) {
    int port = digits.map(Integer::parseInt).orElse(DEFAULT_PORT);
    if (port < 1 || port > 65_535) {
      throw malformed("the port is not between 1 and 65535");
    }
    return port;
  }

  private static int database(String path) {
    if (!path.matches("\\d{0,9}")) {
      throw malformed("what stands behind the host is not the number of a database, such as /0");
    }
    return path.isEmpty() ? 0 : Integer.parseInt(path);
  }

  private static Optional<String> user(String who) {
    int colon = who.indexOf(':');
    return colon < 1 ? Optional.empty() : Optional.of(StoreAddress.decode(who.substring(0, colon)));
  }

  private static Secret password(String who) {
    int colon = who.indexOf(':');
    if (colon < 0) {
      throw malformed("before the @ there must be user:password, or :password alone");
    }
    String text = StoreAddress.decode(who.substring(colon + 1));
    if (text.isBlank() || text.chars().anyMatch(Character::isISOControl)) {
      throw malformed("the password is blank, or has control characters");
    }
    return Secret.of(text);
  }

  private static ConfigurationException malformed(String problem) {
    return new ConfigurationException(
        Kind.MALFORMED_ADDRESS,
        "The address of the Redis store cannot be read: "
            + problem
            + ". It looks like redis://host, redis://user:password@host:6379/0?ttl=1h or, over TLS,"
            + " rediss://host; what is special in a password is percent-encoded",
        "store",
        List.of(),
        null);
  }
}
