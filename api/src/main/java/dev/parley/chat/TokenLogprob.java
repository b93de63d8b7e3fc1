package dev.parley.chat;

import dev.parley.message.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * How likely a token was.
 *
 * @param token its text; not always whole characters
 * @param logprob the natural logarithm of its probability; -9999 stands for "very unlikely"
 * @param bytes its UTF-8 bytes, where the provider tells them
 * @param alternatives the likeliest tokens at this place with their own values, if asked for
 */
public record TokenLogprob(
    String token, double logprob, Optional<Bytes> bytes, List<TokenLogprob> alternatives) {
  /** Copies the alternatives. */
  public TokenLogprob {
    alternatives = List.copyOf(alternatives);
  }
}
