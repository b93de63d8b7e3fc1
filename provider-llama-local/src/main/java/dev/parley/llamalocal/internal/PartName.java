package dev.parley.llamalocal.internal;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a model's file without its suffix. Those of a split model are called {@code
 * NAME-00001-of-00003} and so on (ggml's docs/gguf.md, "GGUF Naming Convention"; llama.h, {@code
 * llama_split_path}). Immutable.
 *
 * @param base what the names of all parts begin with
 * @param number which part it is, from 1 on
 * @param count how many parts there are; 0 if the name is not that of a part
 */
record PartName(String base, int number, int count) {

  private static final Pattern PART = Pattern.compile("(.+)-(\\d{5})-of-(\\d{5})");

  static PartName parse(String name) {
    Matcher matcher = PART.matcher(name);
    if (matcher.matches()) {
      int number = Integer.parseInt(matcher.group(2));
      int count = Integer.parseInt(matcher.group(3));
      if (number >= 1 && number <= count) {
        return new PartName(matcher.group(1), number, count);
      }
    }
    return new PartName(name, 1, 0);
  }

  /** How many files make up the model. */
  int files() {
    return Math.max(1, count);
  }

  /** The name of another part of the same model, or of this one. */
  String part(int other) {
    return count == 0 ? base : String.format(Locale.ROOT, "%s-%05d-of-%05d", base, other, count);
  }
}
