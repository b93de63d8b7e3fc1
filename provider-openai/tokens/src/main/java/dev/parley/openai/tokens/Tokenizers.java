package dev.parley.openai.tokens;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;

/** The tokenizers, each with a table that is read once, when it is needed first. */
final class Tokenizers {
  private static final EncodingRegistry REGISTRY = Encodings.newLazyEncodingRegistry();

  private Tokenizers() {}

  /** What looks like a special token in a text is text, as it is to the API. */
  static int count(EncodingType encoding, String text) {
    return text.isEmpty() ? 0 : REGISTRY.getEncoding(encoding).countTokensOrdinary(text);
  }
}
