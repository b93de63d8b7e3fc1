package dev.parley.chatcompletions.internal;

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

  /** The text without any of it. */
  String hide(String text) {
    // No form of a secret is shorter than itself: ids are told with each answer.
    for (String secret : values) {
      if (secret.length() <= text.length()) {
        return new SecretForms(values).hide(text);
      }
    }
    return text;
  }

  @Override
  public String toString() {
    return "SentSecrets[" + values.size() + "]";
  }
}
