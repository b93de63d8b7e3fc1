package dev.parley.guard;

import dev.parley.config.ProviderSettings;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the settings of a guard name. Files have an entry a line; blank lines, and those that
 * begin with {@code #}, are none, and a byte order mark is no part of the first. Errors name the
 * line and never quote it: it may be private.
 */
final class GuardSettings {
  private static final Pattern NAMED = Pattern.compile("([a-z][a-z0-9-]{0,40})\\s*=\\s*(.+)");
  private static final String UNNAMED = "pattern";

  private GuardSettings() {}

  static GuardMode mode(String word) {
    return GuardMode.valueOf(word.toUpperCase(Locale.ROOT));
  }

  static Set<GuardKind> kinds(ProviderSettings own, String list) {
    try {
      return GuardKind.named(list);
    } catch (IllegalArgumentException e) {
      throw own.invalid("guard-kinds", "names split by commas. " + e.getMessage());
    }
  }

  static void words(Path file, Guard.Builder guard) {
    for (String line : lines(file, "guard-words")) {
      if (isEntry(line)) {
        guard.word(line);
      }
    }
  }

  static void patterns(Path file, Guard.Builder guard) {
    int number = 0;
    for (String line : lines(file, "guard-patterns")) {
      number++;
      if (isEntry(line)) {
        Matcher named = NAMED.matcher(line.strip());
        boolean hasName = named.matches();
        String pattern = hasName ? named.group(2) : line.strip();
        guard.pattern(hasName ? named.group(1) : UNNAMED, compiled(pattern, file, number));
      }
    }
  }

  private static Pattern compiled(String pattern, Path file, int line) {
    try {
      return Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw wrong(
          Kind.INVALID_VALUE,
          "Line "
              + line
              + " of "
              + file
              + " (setting \"guard-patterns\") is no regular expression of Java: "
              + e.getDescription().replaceFirst("\\s*[{<\\[(].*", "") // May quote the expression.
              + (e.getIndex() < 0 ? "" : ", near character " + (e.getIndex() + 1)),
          "guard-patterns",
          null);
    }
  }

  private static List<String> lines(Path file, String setting) {
    try {
      return Files.readString(file).replaceFirst("^\ufeff", "").lines().toList();
    } catch (IOException e) {
      throw wrong(
          Kind.UNREADABLE_FILE,
          "The file "
              + file
              + " of the setting \""
              + setting
              + "\" cannot be read ("
              + e.getClass().getSimpleName()
              + "); check its name, its permissions and that it is UTF-8",
          setting,
          e);
    }
  }

  private static boolean isEntry(String line) {
    return !line.isBlank() && !line.strip().startsWith("#");
  }

  private static ConfigurationException wrong(
      Kind kind, String message, String setting, @Nullable Exception cause) {
    return new ConfigurationException(kind, message, setting, List.of(), cause);
  }
}
