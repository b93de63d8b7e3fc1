/** The rules that hold for all modules together, which are the tests of this module. */
@NullMarked
package dev.parley.verification;

import org.jspecify.annotations.NullMarked;
