package dev.parley.store;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * A part of the list of conversations.
 *
 * @param next where the next part begins; empty after the last. Only its store understands it
 */
public record ConversationPage(List<ConversationInfo> conversations, Optional<String> next) {
  /** Copies the list. */
  public ConversationPage {
    conversations = List.copyOf(conversations);
    requireNonNull(next, "next");
  }
}
