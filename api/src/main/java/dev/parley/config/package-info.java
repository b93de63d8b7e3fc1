/**
 * What is set up, and where from. {@link dev.parley.config.Config} is the door: layers of settings,
 * of which later ones win. {@link dev.parley.config.SettingsSpec} describes what a provider
 * understands; {@link dev.parley.config.ProviderSettings} is what one instance is given. {@link
 * dev.parley.config.Secret} is the type of everything that nobody may see.
 *
 * <p>Every type here is immutable and safe to share between threads, builders excepted.
 */
@NullMarked
package dev.parley.config;

import org.jspecify.annotations.NullMarked;
