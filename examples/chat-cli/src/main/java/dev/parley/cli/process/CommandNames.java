package dev.parley.cli.process;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the commands are called, and what each does: for help, without making any of them. */
public final class CommandNames {
  /** A name and what it does, in turn; those that do nothing for people are not shown. */
  private static final List<String> ALL =
      List.of(
          "chat", "Talk, line by line.",
          "batch", "Ask many prompts, or about a long text in pieces.",
          "log", "List, show, search, export and remove conversations.",
          "keys", "Keep, list, remove or try keys.",
          "check", "Find out whether all is set up and works.",
          "models", "List the models of a provider.",
          "providers", "List the providers, and what can be set for each.",
          "usage", "Sum up what calls took and cost, or show the prices.",
          "completion", "Print the script by which bash or zsh completes what is typed.");

  private CommandNames() {}

  /** {@return whether there is a command of that name} */
  public static boolean has(String word) {
    int place = ALL.indexOf(word);
    return place >= 0 && place % 2 == 0;
  }

  /** {@return what each does, by name} */
  public static Map<String, String> summaries() {
    Map<String, String> summaries = new LinkedHashMap<>();
    for (int i = 0; i < ALL.size(); i += 2) {
      if (!ALL.get(i + 1).isEmpty()) {
        summaries.put(ALL.get(i), ALL.get(i + 1));
      }
    }
    return summaries;
  }
}
