/**
 * Counts the tokens of requests to OpenAI's models, as these do, without asking anybody. Put it
 * beside {@code parley-openai}, whose models then count by it: {@link
 * dev.parley.chat.ChatModel#countTokens}.
 *
 * <p>{@link dev.parley.openai.tokens.OpenAiTokenCounter} is all there is to see: it is found by
 * {@link java.util.ServiceLoader}. {@code ModelFamily} knows what models differ in, {@code
 * MessageTokens} and {@code ToolTokens} what is counted of a request, {@code ImageRule} what
 * pictures take. Thread-safe.
 */
@NullMarked
package dev.parley.openai.tokens;

import org.jspecify.annotations.NullMarked;
