/** What is found by {@link java.util.ServiceLoader}; not for programs. */
@NullMarked
package dev.parley.guard.internal;

import org.jspecify.annotations.NullMarked;
