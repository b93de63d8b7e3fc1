/** The configuration that a command runs with, and the model it asks. */
@NullMarked
package dev.parley.cli.setup;

import org.jspecify.annotations.NullMarked;
