/**
 * How models behind servers work. {@code ServerModel} is the model, whichever {@code Protocol}
 * writes its requests and makes the {@code Decoder} that reads its answers, both without a network.
 * {@code HttpTransport} carries them, each once ({@code SendOnce}) and to one server ({@code
 * Redirects}), no more at once than the {@code CallLimit} lets in, by what {@code Clients} sets up:
 * {@code HttpProxy}, {@code SocksSockets}, {@code WireLogger}; {@code StreamExchange} is one
 * streamed exchange, over {@code SseReader}, which knows server-sent events and nothing else;
 * {@code ErrorMapping} turns what went wrong into the error family.
 *
 * <p>Chat Completions are {@code RequestEncoder} and {@code AnswerDecoder}, the one place that
 * defines what a chunk means; what has no neutral place is told by {@code ProviderFields}, what
 * servers want back is kept by {@code WantedBack}. {@code ServerEmbeddings} makes vectors, {@code
 * ListedModels} tells which models there are.
 *
 * <p>The Responses API is {@code ResponsesEncoder} with {@code ResponsesInput}, and {@code
 * ResponsesDecoder}, the one place that defines what an event means, over {@code OutputItems}; what
 * the server wants back is kept by {@code KeptOutput}.
 */
@NullMarked
package dev.parley.chatcompletions.internal;

import org.jspecify.annotations.NullMarked;
