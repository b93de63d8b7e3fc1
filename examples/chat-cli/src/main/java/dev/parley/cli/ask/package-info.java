/** Asking once: {@link dev.parley.cli.ask.AskCommand}, and printing what is answered. */
@NullMarked
package dev.parley.cli.ask;

import org.jspecify.annotations.NullMarked;
