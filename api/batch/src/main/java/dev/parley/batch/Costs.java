package dev.parley.batch;

import org.jspecify.annotations.Nullable;

/** Adds costs that may not be known. */
final class Costs {
  private Costs() {}

  static @Nullable Cost sum(@Nullable Cost one, @Nullable Cost other) {
    if (one == null) {
      return other;
    }
    return other == null ? one : one.plus(other);
  }
}
