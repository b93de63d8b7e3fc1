/**
 * Models that ask nobody. For tests start at {@link dev.parley.mock.MockChatModel}, which answers
 * with scripted {@link dev.parley.mock.MockReply}s: events, pauses and failures at chosen points.
 * {@link dev.parley.spi.Sleeper} is how it waits; with {@link dev.parley.spi.Sleeper#virtual()} no
 * test waits at all. {@link dev.parley.mock.MockEmbeddingModel} makes vectors.
 *
 * <p>{@link dev.parley.mock.MockProviderFactory} makes it a provider, so that {@code mock:echo} can
 * stand in for any model's address.
 *
 * <p>Models are thread-safe and start no threads; replies are immutable.
 */
@NullMarked
package dev.parley.mock;

import org.jspecify.annotations.NullMarked;
