/**
 * Talking to a model. Start at {@link dev.parley.chat.ChatModel}; describe a turn with {@link
 * dev.parley.chat.ChatRequest}; read the answer whole as a {@link dev.parley.chat.Completion} or as
 * it comes from a {@link dev.parley.chat.CompletionStream} of {@link
 * dev.parley.chat.CompletionEvent}s. {@link dev.parley.chat.Async} is for those who cannot block.
 *
 * <p>Values here are immutable and thread-safe; models are thread-safe; a stream belongs to the
 * thread that reads it, but any thread may close it.
 */
@NullMarked
package dev.parley.chat;

import org.jspecify.annotations.NullMarked;
