/** What the stores of this module share; not for others. */
@NullMarked
package dev.parley.store.internal;

import org.jspecify.annotations.NullMarked;
