/**
 * Keeps secrets and personal data out of what is sent and logged. Start at {@link
 * dev.parley.guard.Guard}, a {@link dev.parley.chat.Policy}: it warns, redacts or refuses ({@link
 * dev.parley.guard.GuardMode}) where it finds something of a {@link dev.parley.guard.GuardKind}, a
 * word or a pattern of the user's, and tells a {@link dev.parley.guard.Finding}, which never has
 * what was found. Models opened by name come with it as the setting {@code guard} says.
 *
 * <p>How it is built: a {@code Detector} finds {@code Span}s of a few kinds in one pass over a
 * text; {@code TextScan} runs them all, {@code JsonScan} the same over the strings of a JSON text,
 * and {@code RequestScan} goes through a request. All values here are immutable and thread-safe;
 * there are no threads.
 *
 * <p>Looking takes time that grows with the length of the text and not faster: the detectors are
 * written by hand and look a bounded way ahead and back, and the user's own regular expressions
 * have a bounded number of steps.
 */
@NullMarked
package dev.parley.guard;

import org.jspecify.annotations.NullMarked;
