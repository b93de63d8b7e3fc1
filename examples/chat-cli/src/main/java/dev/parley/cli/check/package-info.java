/** Saying what there is and whether it works. */
@NullMarked
package dev.parley.cli.check;

import org.jspecify.annotations.NullMarked;
