package dev.parley.structured;

import dev.parley.error.UnreadableDataException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Where in a JSON text something stands, and whether fields that nobody knows are refused there.
 */
final class Place {
  /** How many arrays and objects may be around something. */
  static final int DEEPEST = 200;

  private final @Nullable Place parent;
  private final String token;
  private final int depth;
  private final boolean strict;

  private Place(@Nullable Place parent, String token, int depth, boolean strict) {
    this.parent = parent;
    this.token = token;
    this.depth = depth;
    this.strict = strict;
  }

  /** {@return the root of a text} */
  static Place root(boolean strict) {
    return new Place(null, "", 0, strict);
  }

  /** {@return a field of the object that stands here} */
  Place field(String name) {
    if (depth == DEEPEST) {
      // Without the path: it would be as long as the nesting is deep.
      throw Misfit.of(Kind.TOO_LARGE, "", "it is nested deeper than " + DEEPEST + " levels");
    }
    return new Place(this, name, depth + 1, strict);
  }

  /** {@return an element of the array that stands here} */
  Place element(int index) {
    return field(String.valueOf(index));
  }

  boolean isStrict() {
    return strict;
  }

  /** {@return what is wrong here} */
  Misfit wrong(String problem) {
    return Misfit.of(Kind.WRONG_FORM, pointer(), problem);
  }

  /** {@return the JSON Pointer (RFC 6901)} */
  String pointer() {
    return parent == null
        ? ""
        : parent.pointer() + "/" + token.replace("~", "~0").replace("/", "~1");
  }
}
