package dev.parley.store;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.ModelId;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a conversation without reading it.
 *
 * @param begun when its first append was made
 * @param changed when its last append was made
 * @param model the one that answered last
 * @param expires when it will be gone, unless something is appended; empty if never
 */
public record ConversationInfo(
    ConversationId id,
    Version version,
    Instant begun,
    Instant changed,
    Labels labels,
    Optional<ModelId> model,
    Optional<Instant> expires) {
  /** Refuses nulls. */
  public ConversationInfo {
    requireNonNull(id, "id");
    requireNonNull(version, "version");
    requireNonNull(begun, "begun");
    requireNonNull(changed, "changed");
    requireNonNull(labels, "labels");
    requireNonNull(model, "model");
    requireNonNull(expires, "expires");
  }
}
