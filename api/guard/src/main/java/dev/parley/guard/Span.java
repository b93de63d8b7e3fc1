package dev.parley.guard;

/**
 * A piece of a text that should not be sent.
 *
 * @param rank what is lower names a piece that is of several kinds
 */
record Span(int start, int end, String kind, int rank) {
  /** The rank of what users look for themselves. */
  static final int OWN = GuardKind.values().length;

  static Span of(int start, int end, GuardKind kind) {
    return new Span(start, end, kind.id(), kind.ordinal());
  }

  boolean overlaps(Span later) {
    return later.start < end;
  }

  Span with(Span other) {
    Span named = other.rank < rank ? other : this;
    return new Span(Math.min(start, other.start), Math.max(end, other.end), named.kind, named.rank);
  }
}
