/**
 * OpenAI over HTTP. Programs open it by name, {@code openai:gpt-5-mini}, which {@link
 * dev.parley.openai.OpenAiProviderFactory} serves; {@link dev.parley.openai.OpenAi} is the typed
 * door, without configuration or reflection.
 *
 * <p>A request is sent once. Models opened by name come wrapped in the default policies, which try
 * again; those of the typed door are bare.
 *
 * <p>Providers and their models are thread-safe.
 */
@NullMarked
package dev.parley.openai;

import org.jspecify.annotations.NullMarked;
