/**
 * Talking with memory. A {@link dev.parley.conversation.Conversation} ties a model to a {@linkplain
 * dev.parley.store.ConversationStore store}: it loads what a {@link dev.parley.conversation.Window}
 * lets through, asks, runs tools, and appends the whole {@link dev.parley.conversation.Turn} in
 * one.
 *
 * <p>Everything here is immutable and thread-safe; what changes is in the store.
 */
@NullMarked
package dev.parley.conversation;

import org.jspecify.annotations.NullMarked;
