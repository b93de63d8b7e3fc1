/**
 * Conversations that processes on several machines share, in Redis. Start at {@link
 * dev.parley.store.redis.RedisStore}; addresses such as {@code redis://host:6379/0?ttl=1h} lead
 * there too.
 *
 * <p>The store runs on the caller's threads. It starts none of its own.
 */
@NullMarked
package dev.parley.store.redis;

import org.jspecify.annotations.NullMarked;
