/**
 * A small, correct provider for a made-up protocol of lines over HTTP, and its wire format: what
 * the kit is tried on, and what the mutants of {@code dev.parley.tck.mutation} break.
 */
@NullMarked
package dev.parley.tck.toy;

import org.jspecify.annotations.NullMarked;
