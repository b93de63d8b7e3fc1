/**
 * A provider by a stranger: all that it takes to bring a new protocol to Parley. Start at {@link
 * dev.parley.quickstart.stranger.ParrotProviderFactory}; {@code api/tck/README.md} in the sources
 * walks through it.
 *
 * <p>Parrots are made up. A question is a POST to {@code /talk}, without keys, and both sides speak
 * in lines of UTF-8: a word, a blank, and the rest. Free text has the escapes of Java strings.
 *
 * <pre>
 * model grey            # A line that begins with # keeps a connection alive.
 * set temperature 0.5   id req-1
 * system Be brief.      text A par
 * user Who are you?     text rot.\n
 * bye                   tokens 9 2
 *                       finish length
 *                       bye
 * </pre>
 *
 * <p>{@code tokens} are those read and written; {@code finish} says why the answer ends where that
 * is not {@code stop}; after {@code bye} nothing comes. In place of it may come {@code error busy
 * The parrot sleeps.}, and before that {@code wait 7}, in seconds.
 */
@NullMarked
package dev.parley.quickstart.stranger;

import org.jspecify.annotations.NullMarked;
