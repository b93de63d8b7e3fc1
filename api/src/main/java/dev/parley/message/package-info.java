/**
 * What is said: {@link dev.parley.message.Message} is the door, made of {@link
 * dev.parley.message.Part}s. {@link dev.parley.message.Media} is what images, audio and files
 * carry; {@link dev.parley.message.Extras} holds what a provider wants back and what this version
 * does not know.
 *
 * <p>Every type here is an immutable value and safe to share between threads.
 */
@NullMarked
package dev.parley.message;

import org.jspecify.annotations.NullMarked;
