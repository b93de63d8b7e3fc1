package dev.parley.store.redis;

import dev.parley.store.Version;
import java.util.List;

/** Texts of some entries, and the version of the whole at that moment. */
record Excerpt(Version version, List<byte[]> texts) {
  static final Excerpt NONE = new Excerpt(Version.NONE, List.of());
}
