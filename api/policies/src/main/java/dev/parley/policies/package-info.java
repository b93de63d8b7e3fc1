/**
 * What makes calls to any model safe. Each policy is a {@link dev.parley.chat.Policy} with a
 * builder; wrap a model with {@code model.with(outer, …, inner)}.
 *
 * <ul>
 *   <li>{@link dev.parley.policies.Retry} tries a failed call again, within a {@link
 *       dev.parley.policies.RetryBudget}. Models opened by name come with it.
 *   <li>{@link dev.parley.policies.Fallback} asks another model.
 *   <li>{@link dev.parley.policies.Deadline} bounds a call with all its attempts and waits.
 *   <li>{@link dev.parley.policies.RateLimit} keeps to so many requests and tokens a while, by a
 *       {@link dev.parley.policies.LimiterState} that may be shared: by processes of one machine in
 *       a file, {@link dev.parley.policies.FileLimiterState}.
 *   <li>{@link dev.parley.policies.Bulkhead} bounds how many calls run at once.
 *   <li>{@link dev.parley.policies.CircuitBreaker} spares a provider that is down.
 * </ul>
 *
 * <p>{@link dev.parley.policies.PolicyListener} learns what they do. All wait on the calling
 * thread, by an injected {@link dev.parley.spi.Sleeper}; there are no threads here.
 *
 * <p>How it is built: retry and fallback make {@code Attempts} by a plan; the other three are a
 * {@code Gate}, which a call passes before it is sent. A stream does either on the thread that
 * reads it. Of a shared limit, {@code SharedFile} holds the lock, {@code LimiterFile} knows what is
 * where in the file, and {@code SharedCounts} counts.
 */
@NullMarked
package dev.parley.policies;

import org.jspecify.annotations.NullMarked;
