/**
 * What the reader of Chat Completions costs by itself: benchmarks of what only its package sees.
 */
@NullMarked
package dev.parley.chatcompletions.internal;

import org.jspecify.annotations.NullMarked;
