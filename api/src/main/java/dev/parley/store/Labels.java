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

  private static final int LONGEST_TITLE = 10_000;
  private static final int MOST_TAGS = 100;
  private static final int LONGEST_TAG = 1_000;

  /**
   * Copies the tags.
   *
   * @throws IllegalArgumentException if the title has more than 10,000 characters, there are more
   *     than 100 tags, or one has more than 1,000 characters
   */
  public Labels {
    requireNonNull(title, "title");
    if (title.isPresent() && title.get().length() > LONGEST_TITLE) {
      throw new IllegalArgumentException("A title has at most " + LONGEST_TITLE + " characters");
    } else if (tags.size() > MOST_TAGS) {
      throw new IllegalArgumentException("A conversation has at most " + MOST_TAGS + " tags");
    } else if (tags.stream().anyMatch(tag -> tag.length() > LONGEST_TAG)) {
      throw new IllegalArgumentException("A tag has at most " + LONGEST_TAG + " characters");
    }
    tags = Collections.unmodifiableSet(new LinkedHashSet<>(tags));
  }

  /** {@return a title} */
  public static Labels titled(String title) {
    return new Labels(Optional.of(title), Set.of());
  }
}
