package dev.parley.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the texts of settings. Failures are {@link IllegalArgumentException}s without the value.
 */
final class SettingValues {
  /** Reads a value of a setting. */
  @FunctionalInterface
  interface Parser<T> {
    T parse(Setting setting, String text);
  }

  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");

  private SettingValues() {}

  /** What a value of the setting looks like, for error messages. */
  static String expected(Setting setting) {
    return switch (setting.type()) {
      case TEXT -> "a text";
      case SECRET -> "a secret";
      case URL -> "an http or https address such as https://host/path";
      case INTEGER -> "a whole number";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      case DURATION -> "a duration such as 500ms, 30s, 5m, 1h or 7d; 0 is off";
      case PATH -> "a path";
      case CHOICE -> "one of " + String.join(", ", setting.choices());
    };
  }

  static String choice(Setting setting, String text) {
    require(setting.choices().contains(text));
    return text;
  }

  static URI url(Setting setting, String text) {
    URI uri = URI.create(text);
    require("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()));
    require(uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawFragment() == null);
    return uri;
  }

  static Long integer(Setting setting, String text) {
    return Long.valueOf(text);
  }

  static Double number(Setting setting, String text) {
    Double number = Double.valueOf(text);
    require(Double.isFinite(number));
    return number;
  }

  static Boolean flag(Setting setting, String text) {
    String word = text.toLowerCase(Locale.ROOT);
    require(word.equals("true") || word.equals("false"));
    return word.equals("true");
  }

  static Duration duration(Setting setting, String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    Matcher matcher = DURATION.matcher(text);
    require(matcher.matches());
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  static Path path(String text) {
    return text.startsWith("~/")
        ? Path.of(System.getProperty("user.home"), text.substring(2))
        : Path.of(text);
  }

  static Secret secret(String text) {
    return Secret.of(text);
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new IllegalArgumentException();
    }
  }
}
