package dev.parley.store;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What was read of a conversation, at one moment.
 *
 * @param first the place of the first entry here in the conversation, from 0
 * @param entries in their order; none if there is no such conversation
 * @param version the whole conversation's at that moment; {@link Version#NONE} if there is none
 */
public record Transcript(long first, List<Entry> entries, Version version) {
  /** Copies the entries. */
  public Transcript {
    entries = List.copyOf(entries);
    requireNonNull(version, "version");
    if (first < 0 || first + entries.size() > version.length()) {
      throw new IllegalArgumentException("No conversation has entries behind its end");
    }
  }

  /** {@return that there is no such conversation} */
  public static Transcript none() {
    return new Transcript(0, List.of(), Version.NONE);
  }
}
