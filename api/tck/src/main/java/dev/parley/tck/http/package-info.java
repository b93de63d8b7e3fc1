/**
 * Other sides that speak HTTP. {@link dev.parley.tck.http.ScriptedServer} does byte for byte what a
 * script says; {@link dev.parley.tck.http.HttpStage} plays scenarios on it, in the words of a
 * {@link dev.parley.tck.http.WireFormat}, which is all that a provider's author writes.
 */
@NullMarked
package dev.parley.tck.http;

import org.jspecify.annotations.NullMarked;
