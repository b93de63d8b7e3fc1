/** Which conversation is meant, and the store that keeps it. */
@NullMarked
package dev.parley.cli.conversation;

import org.jspecify.annotations.NullMarked;
