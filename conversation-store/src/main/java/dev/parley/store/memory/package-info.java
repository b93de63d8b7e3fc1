/** Conversations that last as long as the process: {@link dev.parley.store.memory.MemoryStore}. */
@NullMarked
package dev.parley.store.memory;

import org.jspecify.annotations.NullMarked;
