package dev.parley.cli.ask;

import dev.parley.cli.process.UsageException;
import dev.parley.config.NearestName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A prompt with gaps, and what it is to be asked with. */
final class Template {
  /** The gap for the prompt and the data. */
  static final String INPUT = "input";

  /**
   * A template whose gaps are filled.
   *
   * @param system the system message, where the template has one
   */
  record Filled(String prompt, Optional<String> system) {}

  private final String name;
  private final TemplateHead head;
  private final String body;

  private Template(String name, TemplateHead head, String body) {
    this.name = name;
    this.head = head;
    this.body = body;
  }

  /**
   * {@return the template that a file holds}
   *
   * @throws UsageException if its head makes no sense
   */
  static Template of(String name, String file) {
    String text = file.replace("\r\n", "\n");
    if (!TemplateHead.isThere(text)) {
      return new Template(name, new TemplateHead(Map.of(), List.of()), text);
    }
    int end = TemplateHead.end(name, text);
    return new Template(name, TemplateHead.of(name, text.substring(0, end)), text.substring(end));
  }

  TemplateHead head() {
    return head;
  }

  /**
   * {@return the template with its gaps filled} The input stands behind it where it has no place
   * for it.
   *
   * @param input the prompt and the data; may be blank
   * @throws UsageException if a variable is missing, or there is no gap for one
   */
  Filled fill(Map<String, String> variables, String input) {
    Map<String, String> values = new LinkedHashMap<>(variables);
    if (!input.isBlank()) {
      values.put(INPUT, input);
    }
    Gaps gaps = new Gaps(values);
    String prompt = gaps.fill(body);
    Optional<String> system = head.setting("system").map(gaps::fill);
    check(gaps, variables);
    boolean behind = !input.isBlank() && !gaps.names().contains(INPUT);
    return new Filled(
        behind ? (prompt.isBlank() ? input : prompt.stripTrailing() + "\n\n" + input) : prompt,
        system);
  }

  private void check(Gaps gaps, Map<String, String> variables) {
    for (String variable : variables.keySet()) {
      if (!gaps.names().contains(variable)) {
        List<String> own = gaps.names().stream().filter(each -> !each.equals(INPUT)).toList();
        throw new UsageException(
            "-v "
                + variable
                + ": template "
                + name
                + (own.isEmpty() ? " has no variables" : " has " + String.join(", ", own) + " only")
                + "."
                + NearestName.suggestion(variable, own));
      }
    }
    if (gaps.missing().contains(INPUT)) {
      throw new UsageException(
          "template " + name + " needs an input: say a prompt behind it, or pipe one in");
    } else if (!gaps.missing().isEmpty()) {
      throw new UsageException(
          "template " + name + " needs -v " + String.join("=… -v ", gaps.missing()) + "=…");
    }
  }
}
