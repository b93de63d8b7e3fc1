package dev.parley.chat;

/**
 * Something that was not done quite as asked, without harm to the rest.
 *
 * @param subject the setting, capability or policy it is about, such as {@code seed}
 * @param message what was done instead; one sentence
 */
public record Warning(String subject, String message) {
  /** Refuses blanks. */
  public Warning {
    if (subject.isBlank() || message.isBlank()) {
      throw new IllegalArgumentException("A warning needs a subject and a message");
    }
  }
}
