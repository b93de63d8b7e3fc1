/** The snippets of the README, which are compiled and run as the tests of this module. */
@NullMarked
package dev.parley.quickstart;

import org.jspecify.annotations.NullMarked;
