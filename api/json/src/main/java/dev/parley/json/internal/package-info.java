/** JSON on the level of tokens, for Parley's own modules: nothing here is for programs. */
@NullMarked
package dev.parley.json.internal;

import org.jspecify.annotations.NullMarked;
