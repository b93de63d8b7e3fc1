/**
 * Conversations in files that several processes share: {@link dev.parley.store.file.FileStore}.
 *
 * <p>How it is built: {@code Folder} knows where the file of a conversation is and who may read it,
 * {@code Header}, {@code Standing} and {@code Line} are what stands in it, {@code Snapshot} reads
 * it, {@code Scan} reads it all and finds what is wrong with it, {@code Mending} cuts off a torn
 * tail. {@code Locks} lets in one writer at a time, {@code KnownAppends} remembers which appends
 * were made, {@code Unforced} what has to be written again, {@code Disk} is all that touches a
 * disk.
 */
@NullMarked
package dev.parley.store.file;

import org.jspecify.annotations.NullMarked;
