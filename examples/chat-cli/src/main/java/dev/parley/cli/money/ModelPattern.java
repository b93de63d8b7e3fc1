package dev.parley.cli.money;

import java.util.regex.Pattern;

/**
 * Which models a price is for: {@code openai:gpt-5-mini} is that model and its dated snapshots,
 * such as {@code gpt-5-mini-2026-08-07}, and no other that begins so; {@code openai:gpt-5*} are all
 * that begin so.
 *
 * @param instance the provider or instance
 * @param model the model's name, or how it begins
 * @param prefix whether it is only the beginning
 */
public record ModelPattern(String instance, String model, boolean prefix) {
  /** A day, or four digits as in {@code gpt-4-0613}. */
  private static final Pattern SNAPSHOT = Pattern.compile("-(\\d{4}-\\d{2}-\\d{2}|\\d{8}|\\d{4})");

  /** How well a pattern fits, in one number: exact is more than a snapshot, more than a prefix. */
  private static final int EXACT = Integer.MAX_VALUE;

  private static final int NAMED = 1 << 20;

  /**
   * {@return what a text says}
   *
   * @throws IllegalArgumentException if that is no pattern
   */
  static ModelPattern parse(String text) {
    int colon = text.indexOf(':');
    int star = text.indexOf('*');
    boolean starInside = star >= 0 && star < text.length() - 1;
    if (colon < 1 || colon == text.length() - 1 || starInside) {
      throw new IllegalArgumentException("a model looks like openai:gpt-5-mini or work:*");
    }
    boolean prefix = text.endsWith("*");
    String model = text.substring(colon + 1, prefix ? text.length() - 1 : text.length());
    return new ModelPattern(text.substring(0, colon), model, prefix);
  }

  /** {@return how well it fits a model of its instance; more is better, and 0 not at all} */
  int fit(String name) {
    if (prefix) {
      return name.startsWith(model) ? 1 + model.length() : 0;
    } else if (name.equals(model)) {
      return EXACT;
    }
    boolean snapshot =
        name.startsWith(model) && SNAPSHOT.matcher(name.substring(model.length())).matches();
    return snapshot ? NAMED + model.length() : 0;
  }

  /** {@return it as it is written} */
  @Override
  public String toString() {
    return instance + ":" + model + (prefix ? "*" : "");
  }
}
