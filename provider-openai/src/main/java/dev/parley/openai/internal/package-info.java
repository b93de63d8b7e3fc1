/**
 * How the provider is put together. {@code OpenAiComponent} is the Dagger component, {@code
 * OpenAiModule} reads the settings, {@code ProxyChoice} finds the proxy, {@code OpenAiProvider} is
 * what comes out. Public types are so for Dagger only.
 */
@NullMarked
package dev.parley.openai.internal;

import org.jspecify.annotations.NullMarked;
