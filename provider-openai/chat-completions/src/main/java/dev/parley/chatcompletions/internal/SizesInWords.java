package dev.parley.chatcompletions.internal;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The numbers that servers tell in the words of an error only. What kind of error it is never
 * depends on them. The sentences are those of OpenAI, Groq and vLLM.
 *
 * @param limit how much is allowed, where told
 * @param size how much was asked for, where told
 */
record SizesInWords(OptionalLong limit, OptionalLong size) {
  private static final Pattern CONTEXT =
      Pattern.compile("(?:context length is|context length of|limit of) ([\\d,]{1,15}) tokens");
  private static final Pattern REQUEST =
      Pattern.compile(
          "(?:resulted in|requested|request has|prompt has|prompt is|prompt contains)(?: about| at least)?"
              + " ([\\d,]{1,15}) (?:input )?tokens");
  private static final Pattern RATE =
      Pattern.compile(
          "Limit:? ([\\d,]{1,15}), (?:Used:? [\\d,]{1,15}, )?Requested:? ([\\d,]{1,15})");

  /** Of a request that is too long for the context. */
  static SizesInWords ofContext(String message) {
    return new SizesInWords(find(CONTEXT, message), find(REQUEST, message));
  }

  /** Of a request that is refused for its rate: with more than the limit, it can never pass. */
  static boolean neverFits(String message) {
    Matcher found = RATE.matcher(message);
    return found.find()
        && number(found.group(2)).orElse(0) > number(found.group(1)).orElse(Long.MAX_VALUE);
  }

  private static OptionalLong find(Pattern pattern, String message) {
    Matcher found = pattern.matcher(message);
    return found.find() ? number(found.group(1)) : OptionalLong.empty();
  }

  private static OptionalLong number(String digits) {
    String plain = digits.replace(",", "");
    return plain.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(plain));
  }
}
