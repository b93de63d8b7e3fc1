/**
 * {@code parley chat}: talking with a model, line by line. {@link dev.parley.cli.chat.ChatCommand}
 * opens everything; {@code ChatLoop} reads {@code Lines}, which a person types into a terminal or a
 * pipe brings, and either asks or runs a {@code SlashCommand}. What changes meanwhile, such as the
 * model, is in {@code Talk}.
 */
@NullMarked
package dev.parley.cli.chat;

import org.jspecify.annotations.NullMarked;
