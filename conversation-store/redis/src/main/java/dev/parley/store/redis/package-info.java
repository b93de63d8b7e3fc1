/** Conversations that processes on several machines share, in Redis. */
@NullMarked
package dev.parley.store.redis;

import org.jspecify.annotations.NullMarked;
