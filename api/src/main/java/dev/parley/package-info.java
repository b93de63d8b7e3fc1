/**
 * The door: {@link dev.parley.Models} opens a model by its address, {@code provider:model}, as the
 * configuration says, wrapped in the default policies where {@code parley-policies} is installed.
 *
 * <p>Go on with {@link dev.parley.chat} to talk to it, {@link dev.parley.message} for what is said,
 * {@link dev.parley.embedding} for vectors of texts, {@link dev.parley.tool} to let it call tools,
 * {@link dev.parley.error} for what can go wrong, {@link dev.parley.config} for what can be set,
 * and {@link dev.parley.spi} to add a provider. What {@link dev.parley.Models} gives is thread-safe
 * and is opened once.
 */
@NullMarked
package dev.parley;

import org.jspecify.annotations.NullMarked;
