/**
 * Conversations that are kept. A {@link dev.parley.store.ConversationStore} keeps {@link
 * dev.parley.store.Entry entries} under a {@link dev.parley.store.ConversationId}; it only ever
 * appends, under the {@link dev.parley.store.Version} that the writer has seen, so that writers in
 * many threads and processes lose nothing of each other's.
 *
 * <p>Values here are immutable; stores are thread-safe.
 */
@NullMarked
package dev.parley.store;

import org.jspecify.annotations.NullMarked;
