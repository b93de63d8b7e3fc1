package dev.parley.cli.ask;

import dev.parley.cli.process.UsageException;
import dev.parley.config.NearestName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What stands between two lines {@code ---} at the top of a template, a line each: {@code system:},
 * {@code model:}, {@code schema:} and {@code option NAME:}. Blank lines and those that begin with #
 * say nothing; those that begin with a space go on with the one before.
 *
 * @param settings what is said of the first three
 * @param options as {@code name=value}
 */
record TemplateHead(Map<String, String> settings, List<String> options) {
  private static final String MARK = "---";
  private static final String OPTION = "option";
  private static final List<String> WORDS = List.of("system", "model", "schema", OPTION);

  Optional<String> setting(String word) {
    return Optional.ofNullable(settings.get(word));
  }

  /** Whether a text begins with a head. */
  static boolean isThere(String text) {
    return text.startsWith(MARK + "\n");
  }

  /** Where the text goes on behind its head. */
  static int end(String name, String text) {
    int end = text.indexOf("\n" + MARK + "\n", MARK.length());
    if (end < 0) {
      throw new UsageException(
          "template " + name + ": its head, which begins with ---, ends with no line of ---");
    }
    return end + MARK.length() + 2;
  }

  /**
   * {@return the head}
   *
   * @param name the template's, for messages
   * @param text with both marks
   * @throws UsageException if a line of it makes no sense
   */
  static TemplateHead of(String name, String text) {
    Map<String, String> settings = new LinkedHashMap<>();
    List<String> options = new ArrayList<>();
    List<String> lines = joined(text.lines().toList());
    for (int i = 1; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.isBlank() || line.startsWith("#") || line.equals(MARK)) {
        continue;
      }
      String place = "template " + name + ", line " + (i + 1) + ": ";
      int colon = line.indexOf(':');
      String word = colon < 0 ? line.strip() : line.substring(0, colon).strip();
      String value = colon < 0 ? "" : line.substring(colon + 1).strip();
      if (word.startsWith(OPTION + " ")) {
        options.add(word.substring(OPTION.length() + 1).strip() + "=" + value);
      } else if (colon < 0 || word.equals(OPTION) || !WORDS.contains(word)) {
        throw new UsageException(
            place
                + "no line of a head; it has system:, model:, schema: and option NAME: lines."
                + NearestName.suggestion(word, WORDS));
      } else if (settings.put(word, value) != null) {
        throw new UsageException(place + "a second " + word + ": line; there can be one");
      }
    }
    return new TemplateHead(settings, options);
  }

  /** Lines with those that go on with them; in their places, so that lines can be counted. */
  private static List<String> joined(List<String> lines) {
    List<String> joined = new ArrayList<>();
    int last = 0;
    for (String line : lines) {
      boolean more = !line.isBlank() && Character.isWhitespace(line.charAt(0));
      if (more && last > 0) {
        joined.set(last, joined.get(last) + "\n" + line.strip());
        joined.add("");
      } else {
        joined.add(line);
        last = line.isBlank() ? last : joined.size() - 1;
      }
    }
    return joined;
  }
}
