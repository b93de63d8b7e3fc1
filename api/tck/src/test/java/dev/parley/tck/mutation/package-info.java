/**
 * Providers that break the contract, each in one way, and the test that the kit tells each of them
 * by the rule that it breaks. {@link dev.parley.tck.mutation.Mutants} is the table.
 */
@NullMarked
package dev.parley.tck.mutation;

import org.jspecify.annotations.NullMarked;
