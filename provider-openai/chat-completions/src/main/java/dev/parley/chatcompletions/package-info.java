/**
 * Chat Completions over HTTP, and OpenAI's Responses API beside them, for the providers whose
 * servers speak it: {@link dev.parley.chatcompletions.ChatCompletions} is one server, {@link
 * dev.parley.chatcompletions.Dialect} is what servers differ in. Programs that talk to models do
 * not use this package; they open a provider.
 *
 * <p>Both are immutable and thread-safe. The calling thread does the reading and writing; the only
 * other threads are OkHttp's shared daemons, which end when idle, and Parley's one watchdog.
 */
@NullMarked
package dev.parley.chatcompletions;

import org.jspecify.annotations.NullMarked;
