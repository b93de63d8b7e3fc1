/** Completing what is typed in a shell. */
@NullMarked
package dev.parley.cli.completion;

import org.jspecify.annotations.NullMarked;
