/** What several packages of the API share and nobody else sees: it is not exported. */
@NullMarked
package dev.parley.internal;

import org.jspecify.annotations.NullMarked;
