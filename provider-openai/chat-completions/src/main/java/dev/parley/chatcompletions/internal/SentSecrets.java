package dev.parley.chatcompletions.internal;

import java.util.Comparator;
import java.util.List;

/**
 * What goes with a request and must not show, though a server quote it.
 *
 * @param key whether a key is among it
 * @param values all of it
 */
record SentSecrets(boolean key, List<String> values) {
  /** Nothing is sent. */
  static final SentSecrets NONE = new SentSecrets(false, List.of());

  private static final String MASK = "***";

  SentSecrets {
    values =
        values.stream()
            .filter(value -> !value.isEmpty())
            // A secret may be a part of another: the longer one goes first, whole.
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  /** The text without any of it. */
  String hide(String text) {
    String hidden = text;
    for (String value : values) {
      hidden = hidden.replace(value, MASK);
    }
    return hidden;
  }

  @Override
  public String toString() {
    return "SentSecrets[" + values.size() + "]";
  }
}
