package dev.parley.chat;

/**
 * How many tokens a request is.
 *
 * @param tokens the number
 * @param exact whether the model's own tokenizer counted them; if not it is an estimate
 */
public record TokenCount(long tokens, boolean exact) {
  /** Refuses negative numbers. */
  public TokenCount {
    if (tokens < 0) {
      throw new IllegalArgumentException("A token count is not negative: " + tokens);
    }
  }
}
