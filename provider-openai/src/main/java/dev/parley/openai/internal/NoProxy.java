package dev.parley.openai.internal;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The list of {@code NO_PROXY}: {@code *} for all, {@code host.example} for it and everything below
 * it (so do {@code .host.example} and {@code *.host.example}), an address, or a block of addresses
 * such as {@code 10.0.0.0/8}; but for blocks each with a port or without. Blocks are held against
 * servers that are set by address: no name is looked up for it. What cannot be read excludes
 * nothing.
 */
final class NoProxy {
  private static final Pattern PORT = Pattern.compile("(\\[.*]|[^:]*):(\\d{1,5})");
  private static final Pattern BLOCK = Pattern.compile("(.+)/(\\d{1,3})");

  private final List<String> entries;

  NoProxy(String list) {
    entries =
        Arrays.stream(list.toLowerCase(Locale.ROOT).split(",", -1))
            .map(String::strip)
            .filter(entry -> !entry.isEmpty())
            .toList();
  }

  /** Whether the server is reached without the proxy. */
  boolean covers(URI server) {
    String host = unbracketed(server.getHost().toLowerCase(Locale.ROOT));
    return entries.stream().anyMatch(entry -> covers(entry, host, port(server)));
  }

  private static boolean covers(String entry, String host, int port) {
    if (entry.equals("*")) {
      return true;
    }
    Matcher block = BLOCK.matcher(entry);
    if (block.matches()) {
      return inBlock(unbracketed(block.group(1)), Integer.parseInt(block.group(2)), host);
    }
    Matcher withPort = PORT.matcher(entry);
    if (withPort.matches()) {
      return Integer.parseInt(withPort.group(2)) == port && names(withPort.group(1), host);
    }
    return names(entry, host);
  }

  private static boolean names(String entry, String host) {
    String name = unbracketed(entry).replaceAll("^\\*?\\.", "");
    if (name.isEmpty()) {
      return false;
    }
    Optional<byte[]> address = address(host);
    if (address.isPresent()) {
      return address(name).filter(other -> Arrays.equals(address.get(), other)).isPresent();
    }
    return host.equals(name) || host.endsWith("." + name);
  }

  private static boolean inBlock(String base, int bits, String host) {
    Optional<byte[]> first = address(base);
    Optional<byte[]> other = address(host);
    if (first.isEmpty() || other.isEmpty() || first.get().length != other.get().length) {
      return false;
    }
    if (bits > first.get().length * 8) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % 8);
      if ((first.get()[bit / 8] & mask) != (other.get()[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }

  /** The address that a text is; no text that could be a name is given to the JDK. */
  private static Optional<byte[]> address(String text) {
    String number = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    if (!text.contains(":") && !text.matches(number + "(\\." + number + "){3}")) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getAllByName(text.contains(":") ? "[" + text + "]" : text)[0])
          .map(InetAddress::getAddress);
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static int port(URI server) {
    if (server.getPort() >= 0) {
      return server.getPort();
    }
    return "https".equalsIgnoreCase(server.getScheme()) ? 443 : 80;
  }

  private static String unbracketed(String host) {
    return host.replaceAll("^\\[|]$", "");
  }
}
