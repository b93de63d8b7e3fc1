package dev.parley.guard;

/**
 * A piece of a text that should not be sent.
 *
 * @param rank of two pieces over each other the longer names both; if they are as long, the one of
 *     the lower rank
 */
record Span(int start, int end, String kind, int rank) {
  /** The rank of what users look for themselves. */
  static final int OWN = GuardKind.values().length;

  @SuppressWarnings("EnumOrdinal") // Which one wins matters little, so long as it is the same one.
  static Span of(int start, int end, GuardKind kind) {
    return new Span(start, end, kind.id(), kind.ordinal());
  }

  boolean overlaps(Span later) {
    return later.start < end;
  }

  Span upTo(int otherEnd) {
    return new Span(start, otherEnd, kind, rank);
  }

  Span with(Span other) {
    int longer = Integer.compare(other.end - other.start, end - start);
    Span named = longer > 0 || (longer == 0 && other.rank < rank) ? other : this;
    return new Span(Math.min(start, other.start), Math.max(end, other.end), named.kind, named.rank);
  }
}
