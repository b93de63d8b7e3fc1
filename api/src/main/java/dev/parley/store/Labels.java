package dev.parley.store;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What people call a conversation.
 *
 * @param title for lists
 * @param tags in their order
 */
public record Labels(Optional<String> title, Set<String> tags) {
  /** No title, no tags. */
  public static final Labels NONE = new Labels(Optional.empty(), Set.of());

  /** Copies the tags. */
  public Labels {
    requireNonNull(title, "title");
    tags = Collections.unmodifiableSet(new LinkedHashSet<>(tags));
  }

  /** {@return a title} */
  public static Labels titled(String title) {
    return new Labels(Optional.of(title), Set.of());
  }
}
