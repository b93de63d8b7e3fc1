/**
 * How Chat Completions works. {@code ChatCompletionsModel} is the model; {@code RequestEncoder}
 * writes requests and {@code AnswerDecoder} reads whole answers and chunks, both without a network;
 * {@code HttpTransport} carries them, each once ({@code SendOnce}) and to one server ({@code
 * Redirects}), by what {@code Clients} sets up: {@code HttpProxy}, {@code SocksSockets}, {@code
 * WireLogger}; {@code StreamExchange} is one streamed exchange, over {@code SseReader}, which knows
 * server-sent events and nothing else; {@code ErrorMapping} turns what went wrong into the error
 * family. One place defines what a chunk means: {@code AnswerDecoder}; what has no neutral place is
 * told by {@code ProviderFields}, what servers want back is kept by {@code WantedBack}. {@code
 * ServerEmbeddings} makes vectors, {@code ListedModels} tells which models there are.
 */
@NullMarked
package dev.parley.chatcompletions.internal;

import org.jspecify.annotations.NullMarked;
