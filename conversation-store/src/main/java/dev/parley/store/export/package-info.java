/**
 * Conversations as JSON Lines, to move them from one store to another and to keep copies: {@link
 * dev.parley.store.export.ConversationExport} writes them, {@link
 * dev.parley.store.export.ConversationImport} reads them.
 *
 * <p>For each conversation there is a line with its id, its labels, when it was begun and how many
 * entries follow, and then a line for each entry, in the form of {@link
 * dev.parley.json.ParleyJson}. Everything is UTF-8.
 */
@NullMarked
package dev.parley.store.export;

import org.jspecify.annotations.NullMarked;
