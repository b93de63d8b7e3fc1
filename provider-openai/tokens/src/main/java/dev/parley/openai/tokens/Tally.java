package dev.parley.openai.tokens;

import com.knuddels.jtokkit.api.EncodingType;
import dev.parley.chat.TokenCount;

/** A sum that grows, and whether all of it is known. Not thread-safe. */
final class Tally {
  private final EncodingType encoding;
  private long tokens;
  private boolean exact = true;

  Tally(EncodingType encoding) {
    this.encoding = encoding;
  }

  void add(long more) {
    tokens += more;
  }

  void addText(String text) {
    tokens += tokensOf(text);
  }

  long tokensOf(String text) {
    return Tokenizers.count(encoding, text);
  }

  /** From here on the sum is an estimate. */
  void guessed() {
    exact = false;
  }

  TokenCount count() {
    return new TokenCount(tokens, exact);
  }
}
