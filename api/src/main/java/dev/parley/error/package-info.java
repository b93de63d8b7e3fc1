/**
 * Everything that can go wrong: one sealed, unchecked family under {@link
 * dev.parley.error.ParleyException}.
 *
 * <p>{@link dev.parley.error.ConfigurationException} is about what was set up; {@link
 * dev.parley.error.ModelException} and its kinds are about a call to a model, {@link
 * dev.parley.error.StoreException} about conversations that are kept, {@link
 * dev.parley.error.UnreadableDataException} about a text that was stored or sent. The type answers
 * "what do I do now?"; {@link dev.parley.error.ErrorDetails} carries the data. No message ever
 * holds a key, a prompt or an answer: what the server said in its own words is a field of its own.
 */
@NullMarked
package dev.parley.error;

import org.jspecify.annotations.NullMarked;
