/** Found by {@link java.util.ServiceLoader}, public for that reason only. */
@NullMarked
package dev.parley.policies.internal;

import org.jspecify.annotations.NullMarked;
