/**
 * How the provider is put together. {@code OpenAiComponent} is the Dagger component, {@code
 * OpenAiModule} reads the settings, with {@code Azure}, {@code ProxyChoice} and {@code NoProxy},
 * {@code CustomHeaders} and {@code TrustedCertificates}; {@code OpenAiProvider} is what comes out.
 * Public types are so for Dagger only.
 */
@NullMarked
package dev.parley.openai.internal;

import org.jspecify.annotations.NullMarked;
