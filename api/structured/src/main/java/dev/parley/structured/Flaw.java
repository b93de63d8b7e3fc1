package dev.parley.structured;

import dev.parley.error.UnreadableDataException.Kind;

/**
 * A part of a tree that is JSON, but that no value is made of. It is refused by the form that reads
 * it, which knows the place by the names of the type: those of the text are the model's words, and
 * no message may have them.
 */
enum Flaw {
  TWICE(Kind.WRONG_FORM, "an object", "has a field twice"),
  HALF(Kind.WRONG_FORM, "a text", "must not have halves of surrogate pairs"),
  LONG(
      Kind.TOO_LARGE,
      "a number",
      "a number must have at most "
          + JsonNumber.LONGEST
          + " digits before its point and behind it");

  private final Kind kind;
  private final String what;
  private final String problem;

  Flaw(Kind kind, String what, String problem) {
    this.kind = kind;
    this.what = what;
    this.problem = problem;
  }

  /** {@return what it would be, if it were not flawed} */
  String what() {
    return what;
  }

  /** {@return what is wrong there} */
  Misfit at(Place place) {
    return Misfit.of(kind, place.pointer(), problem);
  }
}
